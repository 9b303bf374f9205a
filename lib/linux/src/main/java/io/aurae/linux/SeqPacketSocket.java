// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static io.aurae.linux.LibC.check;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A connected Unix socket of packets (SOCK_SEQPACKET). One thread may read while another writes; reading and writing wait, and want a
 * platform thread. Any thread may close it, which ends a waiting read.
 */
public final class SeqPacketSocket implements AutoCloseable {
    /** How long one that listens may let callers stand in line. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);

    private final Descriptor descriptor;

    private SeqPacketSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    static SeqPacketSocket connect(Path socket) {
        LibC.Functions libc = LibC.functions();
        int kind = LibC.SOCK_SEQPACKET | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK;
        int fd = check(libc.socket(LibC.AF_UNIX, kind, 0), "socket", "SOCK_SEQPACKET");
        boolean connected = false;
        try (UnixAddress address = new UnixAddress(socket)) {
            connect(fd, address, socket);
            connected = true;
        } finally {
            if (!connected) {
                libc.close(fd);
            }
        }
        return new SeqPacketSocket(new Descriptor(fd, socket.toString()));
    }

    /** A Unix socket whose line is full says EAGAIN, and there is nothing to wait for: see connect(2). */
    private static void connect(int fd, UnixAddress address, Path socket) {
        long start = System.nanoTime();
        while (LibC.functions().connect(fd, address.bytes(), address.size()) == -1) {
            Errno errno = LibC.errno();
            if (!errno.equals(Errno.EAGAIN) && !errno.equals(Errno.EINTR)) {
                throw new LinuxException("connect", errno, socket);
            }
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new LinuxException("connect", Errno.ETIMEDOUT, socket);
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
    }

    /**
     * Waits for one packet and answers its size; -1 when the other side is gone or this one was closed. A packet without content reads as
     * the end too.
     *
     * @throws LinuxException EMSGSIZE when the packet is larger than {@code packet}; the packet is lost
     */
    public int read(byte[] packet) {
        long size = descriptor.transfer(
                "recv",
                LibC.POLLIN,
                Descriptor.FOR_EVER,
                fd -> LibC.functions().recv(fd, ByteBuffer.wrap(packet), packet.length, LibC.MSG_TRUNC));
        if (size > packet.length) {
            throw new LinuxException("recv", Errno.EMSGSIZE, descriptor.subject(), packet.length);
        }
        return size == 0 ? -1 : (int) size;
    }

    /** Sends the whole as one packet; EPIPE when the other side is gone or this one was closed. */
    public void write(byte[] packet) {
        long size = descriptor.transfer(
                "send",
                LibC.POLLOUT,
                Descriptor.FOR_EVER,
                fd -> LibC.functions().send(fd, ByteBuffer.wrap(packet), packet.length, LibC.MSG_NOSIGNAL));
        if (size == Descriptor.CLOSED) {
            throw new LinuxException("send", Errno.EPIPE, descriptor.subject());
        }
    }

    /** Tells the other side that nothing more will be written; reading goes on. */
    public void shutdownWrite() {
        descriptor.transfer(
                "shutdown",
                LibC.POLLOUT,
                Descriptor.FOR_EVER,
                fd -> LibC.functions().shutdown(fd, LibC.SHUT_WR));
    }

    /** Repeating: does nothing. */
    @Override
    public void close() {
        descriptor.close();
    }
}
