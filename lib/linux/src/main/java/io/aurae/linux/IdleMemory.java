// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives memory back that this process does not need while it has nothing to do.
 *
 * <ul>
 *   <li>Garbage: the collector runs only when there is no room any more, which in an idle process may be never.
 *   <li>Files that are only read: the cache of classes that the JVM was started with, the JVM itself and other libraries, the runtime's image.
 *       The kernel maps sixteen pages for each one that is touched, and most is touched at the start and never again, so most of what counts
 *       as this process's memory is of no use to it. Pages that are needed again come back from the file, without the process's doing.
 * </ul>
 *
 * <p>The latter is done by a few lines of C of the distribution's, because the binding for all other native calls would take more memory
 * than this gives back.
 */
public final class IdleMemory {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PAUSES_PER_RELEASE = 5;

    /** So long an answer is on its way out, which a collection would hold up. */
    private static final Duration SENDING = Duration.ofMillis(5);

    private static final CountDownLatch FIRST_CALL = new CountDownLatch(1);
    private static final CountDownLatch FIRST_ANSWER = new CountDownLatch(1);

    /** So much new garbage in a pause is work; less is what an idle process makes. */
    private static final long BUSY_BYTES = 512 * 1024;

    /** What a collection has to promise after work, which may long have been the last. */
    private static final long WORTH_IT_AFTER_WORK_BYTES = 1024 * 1024;

    /** What it has to promise later: garbage of idle time grows where there is room already. */
    private static final long WORTH_IT_BYTES = 5 * 1024 * 1024;

    private boolean worked = true;
    private long usedAtLook;
    private long usedAfterCollection;
    private int pauses;

    private IdleMemory() {}

    /**
     * Lets go at once of what only the start needed, and gives back more now and then, as long as this process lives; nothing when it was not
     * started from a distribution. To be called once, when the start is over.
     */
    @SuppressWarnings("restricted") // native code: that of the distribution
    public static void giveBack() {
        try {
            System.loadLibrary("aurae");
        } catch (UnsatisfiedLinkError e) {
            return;
        }
        release();
        Thread.ofVirtual().name("idle-memory").start(new IdleMemory()::lookAgainAndAgain);
    }

    /** A call has come: the start is over, and what only the start needed is let go of beside the first one. */
    public static void called() {
        FIRST_CALL.countDown();
    }

    /** A call was answered. After the first one, which often is why the process was started, it is not waited whether there is another. */
    public static void answered() {
        FIRST_ANSWER.countDown();
    }

    private void lookAgainAndAgain() {
        try {
            if (comes(FIRST_CALL)) {
                release();
            }
            if (comes(FIRST_ANSWER)) {
                Thread.sleep(SENDING);
                giveBack(used());
            }
            while (true) {
                Thread.sleep(PAUSE);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean comes(CountDownLatch event) throws InterruptedException {
        return event.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        long used = used();
        boolean idle = Math.abs(used - usedAtLook) < BUSY_BYTES;
        usedAtLook = used;
        if (idle) {
            giveBack(used - usedAfterCollection);
        }
        worked = !idle;
    }

    private void giveBack(long garbage) {
        pauses++;
        if (garbage > (worked ? WORTH_IT_AFTER_WORK_BYTES : WORTH_IT_BYTES)) {
            System.gc();
            usedAfterCollection = used();
            usedAtLook = usedAfterCollection;
            pauses = PAUSES_PER_RELEASE;
        }
        if (worked || pauses >= PAUSES_PER_RELEASE) {
            release();
            pauses = 0;
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Lets go of the pages of files that were mapped to be read or run, wherever nothing of the mapping was ever written to. */
    private static native void release();
}
