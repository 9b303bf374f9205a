// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * containerd with an OCI runtime.
 *
 * @param daemon containerd's program: a name on PATH, or the absolute path of a second one, whose shim lies beside it
 * @param runtime the OCI runtime's
 */
record Containerd(String daemon, String runtime) implements Target {
    @Override
    public String name() {
        return (isOther() ? "containerd2" : daemon) + "+" + runtime;
    }

    private boolean isOther() {
        return daemon.startsWith("/");
    }

    @Override
    public Optional<String> missing() {
        return List.of(daemon, runtime).stream()
                .filter(program -> program.startsWith("/")
                        ? !Files.isExecutable(Path.of(program))
                        : Program.find(program).isEmpty())
                .findFirst()
                .map(program -> "'" + program + "' is not on PATH");
    }

    @Override
    public String runtimeVersion() throws InterruptedException {
        return Program.run(runtime, "--version").lines().findFirst().orElse(runtime);
    }

    @Override
    public Path start(Enclosure enclosure, ImageRegistry registry) throws IOException {
        Path socket = enclosure.state().resolve("cri.sock");
        Path hosts = enclosure.storage().resolve("hosts");
        Path config = enclosure.storage().resolve("config.toml");
        trust(registry, Files.createDirectories(hosts.resolve("docker.io")));
        Files.writeString(config, config(enclosure, socket, hosts));
        enclosure.start(command(config));
        return socket;
    }

    private List<String> command(Path config) {
        List<String> command = List.of(daemon, "--config", config.toString());
        if (!isOther()) {
            return command;
        }
        String path = Path.of(daemon).getParent() + ":" + System.getenv("PATH");
        return Stream.concat(Stream.of("env", "PATH=" + path), command.stream()).toList();
    }

    private String config(Enclosure enclosure, Path socket, Path hosts) {
        return """
            version = 2
            root = "%1$s"
            state = "%2$s"
            disabled_plugins = ["io.containerd.internal.v1.opt"]
            [grpc]
              address = "%3$s"
            [plugins."io.containerd.grpc.v1.cri"]
              sandbox_image = "%4$s"
              restrict_oom_score_adj = true
              netns_mounts_under_state_dir = true
            [plugins."io.containerd.grpc.v1.cri".containerd]
              snapshotter = "overlayfs"
              default_runtime_name = "peer"
            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.peer]
              runtime_type = "io.containerd.runc.v2"
            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.peer.options]
              BinaryName = "%5$s"
              Root = "%2$s/runtime"
              SystemdCgroup = false
            [plugins."io.containerd.grpc.v1.cri".cni]
              bin_dir = "/usr/lib/cni"
              conf_dir = "%6$s"
            [plugins."io.containerd.grpc.v1.cri".registry]
              config_path = "%7$s"
            """.formatted(
                        enclosure.storage().resolve("root"),
                        enclosure.state().resolve("state"),
                        socket,
                        ImageRegistry.PAUSE,
                        runtime,
                        enclosure.networkConfig(),
                        hosts);
    }

    private static void trust(ImageRegistry registry, Path directory) throws IOException {
        Files.writeString(directory.resolve("hosts.toml"), """
                server = "%1$s"
                [host."%1$s"]
                  capabilities = ["pull", "resolve"]
                """.formatted(registry.url()));
    }
}
