// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.linux.LinuxException;
import io.aurae.linux.Pty;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** A terminal as the two streams the rest of Java knows; closing one of them leaves the terminal open. */
final class PtyStreams {
    private PtyStreams() {}

    static InputStream output(Pty terminal) {
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
                byte[] part = new byte[length];
                int count = guarded(() -> terminal.read(part));
                if (count > 0) {
                    System.arraycopy(part, 0, buffer, offset, count);
                }
                return count;
            }
        };
    }

    static OutputStream input(Pty terminal) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                byte[] part = Arrays.copyOfRange(buffer, offset, offset + length);
                guarded(() -> {
                    terminal.write(part);
                    return length;
                });
            }
        };
    }

    private interface Call {
        int run();
    }

    private static int guarded(Call call) throws IOException {
        try {
            return call.run();
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
