// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which of this process's standard streams are terminals. */
public final class Terminals {
    private Terminals() {}

    /** Whether the descriptor (0, 1 or 2) leads to a terminal; false when that cannot be seen. */
    public static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
