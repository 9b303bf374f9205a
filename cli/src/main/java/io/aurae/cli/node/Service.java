// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the launcher is kept running. Neither start nor stop touches a workload. */
sealed interface Service permits SystemdService, BackgroundService {
    /** By systemd when it is the machine's init and the node is the standard one, else as a process in the background. */
    static Service of(NodeLayout layout) {
        boolean systemd = Files.isDirectory(Path.of("/run/systemd/system"));
        return systemd && layout.isStandard()
                ? new SystemdService(Path.of("/etc/systemd/system"))
                : new BackgroundService(layout);
    }

    /** Starts the launcher and returns at once. */
    void start(LauncherCommand command) throws IOException, InterruptedException;

    /**
     * Asks the launcher to end and waits until it has. Repeating: succeeds when none runs.
     *
     * @return false when none ran
     */
    boolean stop() throws IOException, InterruptedException;

    /** Whether the launcher has ended; until then a start may still succeed. */
    boolean hasEnded() throws IOException, InterruptedException;

    /** Where its last words are: a command or a file, and the words themselves when it is a file. */
    String lastWords() throws IOException;
}
