// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static io.aurae.linux.LibC.check;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * An open file description that several threads may use and any may close. Closing wakes those that wait in it, and the number goes back
 * to the kernel only when the last of them has left, so that none can meet a stranger's descriptor under it.
 */
final class Descriptor implements AutoCloseable {
    static final Duration FOR_EVER = Duration.ofMillis(-1);
    /** What {@link #transfer} answers when the descriptor was closed before or meanwhile. */
    static final long CLOSED = -1;

    /** One try at a call that may answer EAGAIN. */
    interface Attempt {
        long on(int fd);
    }

    private final int fd;
    private final int closing;
    private final String subject;
    private int users;
    private boolean closed;

    /** Takes over {@code fd}, which is closed when this fails; {@code subject} stands for it in messages. */
    Descriptor(int fd, String subject) {
        this.fd = fd;
        this.subject = subject;
        int wake = -1;
        try {
            int flags = check(LibC.functions().fcntl(fd, LibC.F_GETFL, 0), "fcntl", subject, "F_GETFL");
            check(LibC.functions().fcntl(fd, LibC.F_SETFL, flags | LibC.O_NONBLOCK), "fcntl", subject, "F_SETFL");
            wake = check(LibC.functions().eventfd(0, LibC.EFD_CLOEXEC), "eventfd");
        } finally {
            if (wake == -1) {
                LibC.functions().close(fd);
            }
        }
        this.closing = wake;
    }

    String subject() {
        return subject;
    }

    /**
     * Tries until the call does not answer EAGAIN, waiting for {@code event} in between; EINTR is retried.
     *
     * @return what the call answered, or {@link #CLOSED}
     * @throws LinuxException its failure, or ETIMEDOUT
     */
    long transfer(String call, int event, Duration timeout, Attempt attempt) {
        if (!enter()) {
            return CLOSED;
        }
        try {
            while (true) {
                long result = attempt.on(fd);
                if (result >= 0) {
                    return result;
                }
                Errno errno = LibC.errno();
                if (errno.equals(Errno.EAGAIN)) {
                    if (!await(call, event, timeout)) {
                        return CLOSED;
                    }
                } else if (!errno.equals(Errno.EINTR)) {
                    throw new LinuxException(call, errno, subject);
                }
            }
        } finally {
            leave();
        }
    }

    /** Waits until the event is there (true) or the descriptor is closed (false). */
    private boolean await(String call, int event, Duration timeout) {
        ByteBuffer polled = LibC.structure(16);
        polled.putInt(0, fd).putShort(4, (short) event);
        polled.putInt(8, closing).putShort(12, (short) LibC.POLLIN);
        int ready = LibC.functions().poll(polled, 2, (int) timeout.toMillis());
        if (ready == 0) {
            throw new LinuxException(call, Errno.ETIMEDOUT, subject);
        }
        if (ready == -1 && !LibC.errno().equals(Errno.EINTR)) {
            throw new LinuxException("poll", LibC.errno(), subject);
        }
        return polled.getShort(14) == 0;
    }

    private synchronized boolean enter() {
        if (closed) {
            return false;
        }
        users++;
        return true;
    }

    private synchronized void leave() {
        users--;
        release();
    }

    /** Repeating: does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ByteBuffer one = LibC.structure(8).putLong(0, 1);
        LibC.functions().write(closing, one, 8);
        release();
    }

    private void release() {
        if (closed && users == 0) {
            LibC.functions().close(fd);
            LibC.functions().close(closing);
        }
    }
}
