// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.nio.ByteBuffer;

/**
 * The master side of a terminal. One thread may read while another writes; reading and writing wait, and want a platform thread. Any
 * thread may close it, which ends a waiting read; closing hangs the terminal up.
 */
public final class Pty implements AutoCloseable {
    private final Descriptor descriptor;

    Pty(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Waits for output and answers how many bytes came; -1 when the last process has closed the terminal, or when this was closed. */
    public int read(byte[] buffer) {
        try {
            long size = descriptor.transfer(
                    "read",
                    LibC.POLLIN,
                    Descriptor.FOR_EVER,
                    fd -> LibC.functions().read(fd, ByteBuffer.wrap(buffer), buffer.length));
            return size == 0 ? -1 : (int) size;
        } catch (LinuxException e) {
            if (e.errno().equals(Errno.EIO)) {
                return -1; // how a terminal without processes ends
            }
            throw e;
        }
    }

    /** Writes all of it as input of the processes; EPIPE when this was closed, EIO when the terminal has no process any more. */
    public void write(byte[] input) {
        ByteBuffer rest = ByteBuffer.wrap(input);
        while (rest.hasRemaining()) {
            long size = descriptor.transfer(
                    "write",
                    LibC.POLLOUT,
                    Descriptor.FOR_EVER,
                    fd -> LibC.functions().write(fd, rest.slice(), rest.remaining()));
            if (size == Descriptor.CLOSED) {
                throw new LinuxException("write", Errno.EPIPE, descriptor.subject());
            }
            rest.position(rest.position() + (int) size);
        }
    }

    /** Sets the size in characters, each side 0 to 65535; the processes get SIGWINCH when it changes. */
    public void resize(int columns, int rows) {
        if (columns < 0 || columns > 0xffff || rows < 0 || rows > 0xffff) {
            throw new LinuxException("ioctl", Errno.EINVAL, "TIOCSWINSZ", columns, rows);
        }
        short[] size = {(short) rows, (short) columns, 0, 0};
        descriptor.transfer(
                "ioctl",
                LibC.POLLOUT,
                Descriptor.FOR_EVER,
                fd -> LibC.functions().ioctl(fd, LibC.TIOCSWINSZ, size));
    }

    /** Repeating: does nothing. */
    @Override
    public void close() {
        descriptor.close();
    }
}
