// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Our ends of pipes as the streams the rest of Java knows. Closing one ends a call that waits in it, which that of a file does not. */
final class PipeStreams {
    private PipeStreams() {}

    /** What comes out of a pipe: up to the end of its last writer, or until this is closed. */
    static InputStream input(Descriptor pipe) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                ByteBuffer part = ByteBuffer.wrap(buffer, offset, length).slice();
                long size = transfer(
                        pipe, "read", LibC.POLLIN, fd -> LibC.functions().read(fd, part, length));
                return size == 0 ? -1 : (int) size;
            }

            @Override
            public void close() {
                pipe.close();
            }
        };
    }

    /** What goes into a pipe; a write waits for its reader. */
    static OutputStream output(Descriptor pipe) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                ByteBuffer rest = ByteBuffer.wrap(buffer, offset, length).slice();
                while (rest.hasRemaining()) {
                    long size = transfer(
                            pipe,
                            "write",
                            LibC.POLLOUT,
                            fd -> LibC.functions().write(fd, rest.slice(), rest.remaining()));
                    if (size == Descriptor.CLOSED) {
                        throw new IOException("write to " + pipe.subject() + ": closed");
                    }
                    rest.position(rest.position() + (int) size);
                }
            }

            @Override
            public void close() {
                pipe.close();
            }
        };
    }

    private static long transfer(Descriptor pipe, String call, int event, Descriptor.Attempt attempt)
            throws IOException {
        try {
            return pipe.transfer(call, event, Descriptor.FOR_EVER, attempt);
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
