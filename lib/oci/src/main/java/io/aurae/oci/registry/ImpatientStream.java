// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** A body that breaks off when nothing comes for too long; without it a silent registry would be waited for without end. */
final class ImpatientStream extends FilterInputStream {
    private final Duration silence;
    private final Thread watch;
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean late;

    ImpatientStream(InputStream body, Duration silence) {
        super(body);
        this.silence = silence;
        this.watch = Thread.ofVirtual().name("registry-watch").start(this::watch);
    }

    private void watch() {
        try {
            long left = silence.toNanos();
            while (left > 0) {
                Thread.sleep(Duration.ofNanos(left));
                left = heardNanos + silence.toNanos() - System.nanoTime();
            }
            late = true;
            in.close();
        } catch (InterruptedException e) {
            // Closed in time: nothing to watch any more.
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            late = true;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (late) {
            throw new IOException("nothing came for " + silence.toMillis() + " ms");
        }
        heardNanos = System.nanoTime();
        return count;
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        super.close();
    }
}
