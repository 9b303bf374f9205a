// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Ours: a node made by {@code aurae up} and the CRI shim beside it, both from the distribution.
 *
 * @param name {@link Target#OURS}, or another for what it is compared with
 * @param home the distribution's folder
 */
record Aurae(String name, Path home) implements Target {
    @Override
    public Optional<String> missing() {
        Path program = program("aurae-cri-shim");
        return Files.isExecutable(program) ? Optional.empty() : Optional.of("'" + program + "' is not there");
    }

    @Override
    public String runtimeVersion() throws InterruptedException {
        return Program.run("crun", "--version").lines().findFirst().orElse("crun");
    }

    @Override
    public Path start(Enclosure enclosure, ImageRegistry registry) throws IOException, InterruptedException {
        Path settings = etc(enclosure).resolve("auraed.toml");
        if (!Files.exists(settings)) {
            Files.createDirectories(settings.getParent());
            Files.writeString(settings, config(enclosure, registry));
        }
        up(enclosure);
        Path socket = enclosure.state().resolve("cri.sock");
        List<String> shim = List.of(
                program("aurae-cri-shim").toString(),
                "--socket",
                socket.toString(),
                "--config",
                clientConfig(enclosure).toString());
        enclosure.start(shim);
        return socket;
    }

    private static String config(Enclosure enclosure, ImageRegistry registry) {
        return """
            cgroup_root = "%1$s"
            cni_config_dir = "%2$s"

            [registries."docker.io"]
            mirrors = ["%3$s"]
            """.formatted(enclosure.podsCgroup(), enclosure.networkConfig(), registry.url());
    }

    private void up(Enclosure enclosure) throws IOException, InterruptedException {
        List<String> words = List.of(
                program("aurae").toString(),
                "up",
                "bench",
                "--config",
                clientConfig(enclosure).toString(),
                "--etc-dir",
                etc(enclosure).toString(),
                "--runtime-dir",
                enclosure.state().resolve("aurae").toString(),
                "--library-dir",
                enclosure.storage().resolve("lib").toString(),
                "--log-file",
                enclosure.log().toString());
        int code = enclosure.start(words).waitFor();
        if (code != 0) {
            throw BenchException.failed("'aurae up' ended with " + code + "; see " + enclosure.log());
        }
    }

    /** The command line of {@code aurae} for this node. */
    List<String> command(Enclosure enclosure, String verb) {
        return List.of(
                program("aurae").toString(),
                verb,
                "--config",
                clientConfig(enclosure).toString());
    }

    /** How clients find the node. */
    Path clientConfig(Enclosure enclosure) {
        return etc(enclosure).resolve("config");
    }

    private static Path etc(Enclosure enclosure) {
        return enclosure.storage().resolve("etc");
    }

    private Path program(String name) {
        return home.resolve("bin").resolve(name);
    }
}
