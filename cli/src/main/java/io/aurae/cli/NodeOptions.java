// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.node.Node;
import io.aurae.cli.node.NodeLayout;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a node keeps its files; for a second node beside the first, and for tests. */
final class NodeOptions {
    @Option(
            names = "--etc-dir",
            paramLabel = "DIR",
            defaultValue = "/etc/aurae",
            description = "Configuration and trust material. Default: ${DEFAULT-VALUE}.")
    private Path etc = Path.of("/etc/aurae");

    @Option(
            names = "--runtime-dir",
            paramLabel = "DIR",
            defaultValue = "/run/aurae",
            description = "State of what runs, and the socket. Default: ${DEFAULT-VALUE}.")
    private Path runtime = Path.of("/run/aurae");

    @Option(
            names = "--library-dir",
            paramLabel = "DIR",
            defaultValue = "/var/lib/aurae",
            description = "Images. Default: ${DEFAULT-VALUE}.")
    private Path library = Path.of("/var/lib/aurae");

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            defaultValue = "/var/log/aurae/auraed.log",
            description = "What auraed writes where no systemd is. Default: ${DEFAULT-VALUE}.")
    private Path log = Path.of("/var/log/aurae/auraed.log");

    NodeLayout layout(Aurae aurae) {
        Path run = runtime.toAbsolutePath();
        return new NodeLayout(
                etc.toAbsolutePath(),
                run,
                library.toAbsolutePath(),
                aurae.socket().map(Path::toAbsolutePath).orElse(run.resolve("aurae.sock")),
                log.toAbsolutePath());
    }

    Node node(Aurae aurae) {
        return Node.at(layout(aurae));
    }
}
