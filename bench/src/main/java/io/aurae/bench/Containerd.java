// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * containerd with an OCI runtime.
 *
 * @param daemon containerd's program: a name on PATH, or the absolute path of version 2, whose shim lies beside it
 * @param runtime the OCI runtime's
 */
record Containerd(String daemon, String runtime) implements Target {
    private static final String NAME = "containerd";
    private static final Pattern VERSION = Pattern.compile(" v?(\\d+)\\.\\d");

    /**
     * What of it is on this machine, or is reported as missing: version 1 with both OCI runtimes, and version 2, if there is one, with
     * runc. Debian 12's crun refuses version 2's specifications.
     *
     * @param second version 2's program; empty for the first on PATH
     */
    static List<Target> here(String second) throws InterruptedException {
        List<Target> targets = new ArrayList<>();
        String two =
                second.isEmpty() ? programs(2).findFirst().map(Path::toString).orElse("") : second;
        Optional<Path> first = Program.find(NAME);
        if (first.isEmpty() || !first.get().toString().equals(two)) {
            targets.addAll(List.of(new Containerd(NAME, "runc"), new Containerd(NAME, "crun")));
        }
        if (!two.isEmpty()) {
            targets.add(new Containerd(two, "runc"));
        }
        return targets;
    }

    private static Stream<Path> programs(int version) throws InterruptedException {
        List<Path> programs = new ArrayList<>();
        for (Path program : Program.findAll(NAME)) {
            if (majorVersion(Program.run(program.toString(), "--version")) == version) {
                programs.add(program);
            }
        }
        return programs.stream();
    }

    /** Of the line that it prints for {@code --version}; 0 when there is none in it. */
    static int majorVersion(String line) {
        Matcher version = VERSION.matcher(line);
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

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
