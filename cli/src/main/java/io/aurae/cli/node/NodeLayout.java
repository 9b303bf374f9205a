// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a node keeps what it needs.
 *
 * @param etc configuration and trust material
 * @param runtime what runs; gone at reboot
 * @param library images
 * @param socket where the daemon answers
 * @param log what launcher and daemon write when no service manager takes it
 */
public record NodeLayout(Path etc, Path runtime, Path library, Path socket, Path log) {
    private static final NodeLayout STANDARD = new NodeLayout(
            Path.of("/etc/aurae"),
            Path.of("/run/aurae"),
            Path.of("/var/lib/aurae"),
            Path.of("/run/aurae/aurae.sock"),
            Path.of("/var/log/aurae/auraed.log"));

    Path pki() {
        return etc.resolve("pki");
    }

    Path daemonConfig() {
        return etc.resolve("auraed.toml");
    }

    Path lock() {
        return runtime.resolve("auraed.lock");
    }

    boolean isStandard() {
        return equals(STANDARD);
    }

    /** The flags by which the daemon finds all of it; what is where the daemon looks anyway is left out. */
    List<String> daemonFlags() {
        List<String> flags = new ArrayList<>(List.of("--config", daemonConfig().toString()));
        if (!etc.equals(STANDARD.etc)) {
            add(flags, "--ca-crt", pki().resolve("ca.crt"));
            add(flags, "--ca-key", pki().resolve("ca.key"));
            add(flags, "--server-crt", pki().resolve("node.crt"));
            add(flags, "--server-key", pki().resolve("node.key"));
        }
        if (!runtime.equals(STANDARD.runtime)) {
            add(flags, "--runtime-dir", runtime);
        }
        if (!library.equals(STANDARD.library)) {
            add(flags, "--library-dir", library);
        }
        if (!socket.equals(runtime.resolve("aurae.sock"))) {
            add(flags, "--socket", socket);
        }
        return flags;
    }

    private static void add(List<String> flags, String name, Path value) {
        flags.add(name);
        flags.add(value.toString());
    }
}
