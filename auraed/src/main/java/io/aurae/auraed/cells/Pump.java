// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import com.google.protobuf.ByteString;
import io.aurae.rpc.CallCancelledException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Carries what a process writes to its caller, on a platform thread: reading a terminal is a native call, which would hold a virtual
 * thread's carrier.
 */
final class Pump {
    private static final int CHUNK_BYTES = 32 * 1024;

    /** How long nothing may come after the process has ended, until what it left behind is no longer listened to. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final InputStream from;
    private final Sink to;
    private final Runnable broken;
    private final Thread thread;
    private volatile boolean sending;
    private final AtomicLong chunks = new AtomicLong();

    /** Who gets the pieces. */
    @FunctionalInterface
    interface Sink {
        void send(ByteString data) throws InterruptedException;
    }

    private Pump(String name, InputStream from, Sink to, Runnable broken) {
        this.from = from;
        this.to = to;
        this.broken = broken;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /** @param broken called when nothing can be read or sent any more before the end */
    static Pump start(String name, InputStream from, Sink to, Runnable broken) {
        Pump pump = new Pump(name, from, to, broken);
        pump.thread.start();
        return pump;
    }

    private void run() {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            for (int size = from.read(chunk); size >= 0; size = from.read(chunk)) {
                sending = true;
                to.send(ByteString.copyFrom(chunk, 0, size));
                chunks.incrementAndGet();
                sending = false;
            }
        } catch (IOException | CallCancelledException e) {
            broken.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until everything is sent; to be called once the process has ended. What it started and left behind may hold its output open:
     * that is listened to only while it has something to say.
     */
    void finish() throws InterruptedException {
        long seen;
        do {
            seen = chunks.get();
            thread.join(SILENCE);
        } while (thread.isAlive() && (sending || chunks.get() != seen));
    }
}
