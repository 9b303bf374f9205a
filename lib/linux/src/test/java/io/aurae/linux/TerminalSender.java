// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static io.aurae.linux.LibC.check;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;

/** Opens a terminal, runs a shell in it and hands over its master side, as an OCI runtime does. */
final class TerminalSender {
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;

    /** What only a sender needs. */
    public interface Functions {
        int posix_openpt(int flags);

        int grantpt(int fd);

        int unlockpt(int fd);

        String ptsname(int fd);

        long sendmsg(int fd, Pointer message, int flags);
    }

    private static final Functions LIBC = LibraryLoader.create(Functions.class).load("c");

    private TerminalSender() {}

    /** Answers the shell; the receiver alone holds the terminal's master side. */
    static Process send(Path socket, String script) throws IOException {
        int master = check(LIBC.posix_openpt(O_RDWR | O_NOCTTY | LibC.O_CLOEXEC), "posix_openpt");
        try {
            check(LIBC.grantpt(master), "grantpt");
            check(LIBC.unlockpt(master), "unlockpt");
            File terminal = new File(LIBC.ptsname(master));
            Process shell = new ProcessBuilder("setsid", "--ctty", "sh", "-c", script)
                    .redirectInput(terminal)
                    .redirectOutput(terminal)
                    .redirectError(terminal)
                    .start();
            handOver(socket, master);
            return shell;
        } finally {
            LibC.functions().close(master);
        }
    }

    private static void handOver(Path socket, int fd) {
        int connection =
                check(LibC.functions().socket(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0), "socket");
        try (UnixAddress address = new UnixAddress(socket)) {
            check(LibC.functions().connect(connection, address.bytes(), address.size()), "connect", socket);
            check((int) LIBC.sendmsg(connection, RightsMessage.of(fd).pointer(), 0), "sendmsg", socket);
        } finally {
            LibC.functions().close(connection);
        }
    }
}
