// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What is to happen when the program is told to end (Ctrl-C, SIGTERM, a closed terminal) while a verb is at work. The verb closes it when its
 * work is over; until then the program's end waits for the reaction, and shortly for the verb's last output.
 */
final class Interruption implements AutoCloseable {
    /** Also for what the node was making just then, to be taken away again. */
    private static final int LAST_SECONDS = 10;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::react, "interruption");
    private final Runnable reaction;
    private final Streams streams;

    Interruption(Runnable reaction, Streams streams) {
        this.reaction = reaction;
        this.streams = streams;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void react() {
        try {
            reaction.run();
            over.await(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException e) {
            streams.err().println("aurae: " + Failure.of(e).message());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already, and the reaction runs or has run.
        }
    }
}
