// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static io.aurae.linux.LibC.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** A listening Unix socket over which an OCI runtime hands the master side of a terminal. */
public final class ConsoleSocket implements AutoCloseable {
    private final Path path;
    private final Descriptor descriptor;

    private ConsoleSocket(Path path, Descriptor descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    static ConsoleSocket listen(Path path) {
        LibC.Functions libc = LibC.functions();
        int fd = check(libc.socket(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0), "socket", "SOCK_STREAM");
        ConsoleSocket socket = new ConsoleSocket(path, new Descriptor(fd, path.toString()));
        boolean bound = false;
        boolean listening = false;
        try (UnixAddress address = new UnixAddress(path)) {
            check(libc.bind(fd, address.bytes(), address.size()), "bind", path);
            bound = true;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            check(libc.listen(fd, 1), "listen", path);
            listening = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!bound) {
                socket.descriptor.close();
            } else if (!listening) {
                socket.close();
            }
        }
        return socket;
    }

    /**
     * Waits for one caller and the terminal it hands over. Wants a platform thread.
     *
     * @throws LinuxException ETIMEDOUT after {@code timeout} without a caller, and again without its message; ECONNRESET when the caller went
     *     away without a terminal, or this was closed
     */
    public Pty receive(Duration timeout) {
        long caller = descriptor.transfer(
                "accept4", LibC.POLLIN, timeout, fd -> LibC.functions().accept4(fd, 0, 0, LibC.SOCK_CLOEXEC));
        if (caller == Descriptor.CLOSED) {
            throw new LinuxException("accept4", Errno.ECONNRESET, path);
        }
        try (Descriptor connection = new Descriptor((int) caller, path.toString())) {
            return new Pty(new Descriptor(receiveDescriptor(connection, timeout), "terminal of " + path));
        }
    }

    private int receiveDescriptor(Descriptor connection, Duration timeout) {
        RightsMessage message = new RightsMessage();
        connection.transfer(
                "recvmsg",
                LibC.POLLIN,
                timeout,
                fd -> LibC.functions().recvmsg(fd, message.pointer(), LibC.MSG_CMSG_CLOEXEC));
        return message.descriptor().orElseThrow(() -> new LinuxException("recvmsg", Errno.ECONNRESET, path));
    }

    /** Stops listening and removes the socket; a terminal that was received stays open. Repeating: does nothing. */
    @Override
    public void close() {
        descriptor.close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
