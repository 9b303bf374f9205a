// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.time.Duration;

/**
 * Gives memory back that this process does not need while it has nothing to do.
 *
 * <ul>
 *   <li>Garbage: the collector runs only when there is no room any more, which in an idle process may be never.
 *   <li>The cache of classes that the JVM was started with: the kernel maps sixteen pages for each one that is read, so most of what is only
 *       read of it counts as this process's memory though it was never looked at. Pages that are needed again come back from the file,
 *       without the process's doing.
 * </ul>
 *
 * <p>The latter is done by a few lines of C of the distribution's, because the binding for all other native calls would take more memory
 * than this gives back.
 */
public final class IdleMemory {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PAUSES_PER_RELEASE = 5;

    /** So much new garbage in a pause is work; less is what an idle process makes. */
    private static final long BUSY_BYTES = 512 * 1024;

    /** What a collection has to promise. */
    private static final long WORTH_IT_BYTES = 5 * 1024 * 1024;

    private long usedAtLook;
    private long usedAfterCollection;
    private int pauses;

    private IdleMemory() {}

    /** Does so now and then, as long as this process lives; nothing when it was not started from a distribution. To be called once. */
    @SuppressWarnings("restricted") // native code: that of the distribution
    public static void giveBack() {
        try {
            System.loadLibrary("aurae");
        } catch (UnsatisfiedLinkError e) {
            return;
        }
        Thread.ofVirtual().name("idle-memory").start(new IdleMemory()::lookAgainAndAgain);
    }

    private void lookAgainAndAgain() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        long used = used();
        boolean idle = Math.abs(used - usedAtLook) < BUSY_BYTES;
        usedAtLook = used;
        pauses++;
        if (idle && used - usedAfterCollection > WORTH_IT_BYTES) {
            collect();
        }
        if (idle && pauses >= PAUSES_PER_RELEASE) {
            release();
            pauses = 0;
        }
    }

    private void collect() {
        System.gc();
        usedAfterCollection = used();
        usedAtLook = usedAfterCollection;
        release();
        pauses = 0;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Lets go of the pages that were mapped to be read, wherever the mapping is that of a cache and was never written to. */
    private static native void release();
}
