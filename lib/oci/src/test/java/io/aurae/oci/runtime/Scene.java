// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.base.Rollback;
import io.aurae.cgroup.CgroupPath;
import io.aurae.cgroup.Cgroups;
import io.aurae.linux.Linux;
import io.aurae.linux.MountFlag;
import io.aurae.linux.Signal;
import io.aurae.linux.UnmountFlag;
import io.aurae.oci.spec.ContainerSpec;
import io.aurae.oci.spec.HostProcess;
import io.aurae.oci.spec.InstanceSpec;
import io.aurae.oci.spec.NodeRights;
import io.aurae.oci.spec.ProcessSpec;
import io.aurae.oci.spec.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Real programs, directories and control groups under one test's name; closing removes all that was made through it. */
final class Scene implements AutoCloseable {
    /** The first process of an instance, in a shell: like the launcher it shows its own processes in /proc, and goes at TERM. */
    private static final String FIRST_PROCESS =
            "mount --make-private /proc && mount -t proc proc /proc && trap 'exit 0' TERM && while :; do sleep 3600 &"
                    + " wait; done";

    static final Duration PATIENCE = Duration.ofSeconds(20);

    final String name;
    final Path directory;
    final Linux linux = Linux.load();
    final NodeRights rights = NodeRights.ofThisProcess();
    final OciRuntime runtime = new OciRuntime(RuntimePrograms.find(), linux);
    final Place host;
    final Exits exits;
    private final Rollback undo = new Rollback();

    private Scene(String name) throws IOException {
        this.name = name;
        this.directory = Files.createDirectory(Path.of("/run", name));
        undo.push("remove " + directory, () -> removeTree(directory));
        this.host = Place.host(directory.resolve("crun"), directory.resolve("exits"), directory.resolve("sock"));
        Cgroups cgroups = Cgroups.detect().mountMissing(linux);
        cgroups.create(new CgroupPath("/" + name));
        undo.push(
                "remove cgroup " + name,
                () -> cgroups.open(new CgroupPath("/" + name)).delete());
        this.exits = Exits.watch(host.exits());
        undo.push("close exits", exits::close);
    }

    static Scene of(String name) throws IOException {
        BusyboxRoot.assume();
        Linux.load().mount("", Path.of("/"), "", EnumSet.of(MountFlag.REC, MountFlag.SHARED), "");
        return new Scene(name);
    }

    /** A process that was created in a place, with all that is known of it. */
    record Made(Place place, ContainerId id, Path bundle, Path log, Created created) {}

    /** As an operator would with crun by hand. */
    void signal(Made made, Signal signal) {
        List<String> crun = List.of(
                runtime.programs().crun().toString(),
                "--root",
                made.place().runtimeRoot().toString(),
                "kill",
                made.id().value(),
                Integer.toString(signal.number()));
        List<String> words = Entrance.of(runtime.programs(), made.place()).command(crun);
        assertThat(new Child(linux, "signal", PATIENCE).run(words).exitCode()).isZero();
    }

    Made create(Place place, String id, RuntimeSpec spec, Stdio.Stdin stdin) throws IOException {
        ContainerId container = new ContainerId(name + "-" + id);
        Path bundle = Files.createDirectories(directory.resolve(id));
        Path log = bundle.resolve("log");
        undo.push("delete " + container, () -> runtime.delete(place, container, bundle));
        Stdio stdio = new Stdio(spec.process().terminal(), stdin, log);
        return new Made(place, container, bundle, log, runtime.create(place, container, spec, bundle, stdio));
    }

    Made start(Place place, String id, RuntimeSpec spec) throws IOException {
        Made made = create(place, id, spec, Stdio.Stdin.EMPTY);
        runtime.start(place, made.id());
        return made;
    }

    /** Runs it on the host's behalf to its end and answers what it wrote. */
    String outputOf(Place place, String id, RuntimeSpec spec) throws IOException {
        Made made = start(place, id, spec);
        exitCode(made);
        return text(made);
    }

    int exitCode(Made made) {
        await().atMost(PATIENCE).until(() -> exits.of(made.id()).isPresent());
        return exits.of(made.id()).orElseThrow().code();
    }

    static String text(Made made) {
        StringBuilder text = new StringBuilder();
        try (LogFile log = LogFile.open(made.log(), OptionalInt.empty())) {
            for (var entry = log.read(); entry.isPresent(); entry = log.read()) {
                text.append(new String(entry.get().output().data(), UTF_8));
            }
        }
        return text.toString();
    }

    RuntimeSpec hostProcess(ProcessSpec process) {
        return new HostProcess(process, "/" + name + "/exec", false, Optional.empty()).toRuntimeSpec(rights);
    }

    static ProcessSpec shell(String script) {
        return ProcessSpec.of("/bin/sh", "-c", script);
    }

    /** A place inside a new instance. */
    Place instance() throws IOException {
        ContainerId id = new ContainerId(name + "-instance");
        Path bundle = Files.createDirectories(directory.resolve("instance"));
        ProcessSpec first =
                ProcessSpec.of("unshare", "--mount", "--propagation", "unchanged", "sh", "-c", FIRST_PROCESS);
        new InstanceSpec(
                        first,
                        "web-0",
                        new InstanceSpec.Network.Own(),
                        "/" + name + "/instance",
                        InstanceSpec.Kernel.OWN)
                .toRuntimeSpec(rights)
                .writeTo(bundle);
        undo.push("delete " + id, () -> runtime.delete(host, id, bundle));
        long pid = runtime.runDetached(host, id, bundle, bundle.resolve("log"));
        Path ownProc = Path.of("/proc", Long.toString(pid), "root/proc/1/comm");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(ownProc) && Files.readString(ownProc).startsWith("sh"));
        return host.inside(pid, directory.resolve("crun-inside"));
    }

    Path root() throws IOException {
        Path root = directory.resolve("root");
        if (Files.notExists(root)) {
            Files.createDirectory(root);
            linux.mount("root", root, "tmpfs", EnumSet.noneOf(MountFlag.class), "");
            undo.push("unmount " + root, () -> linux.unmount(root, EnumSet.of(UnmountFlag.DETACH)));
            BusyboxRoot.make(root);
        }
        return root;
    }

    ContainerSpec container(String script) throws IOException {
        return container(shell(script));
    }

    ContainerSpec container(ProcessSpec process) throws IOException {
        return new ContainerSpec(root(), process, "/" + name + "/container").hostname("web-0");
    }

    static List<String> lines(String text) {
        return text.lines().toList();
    }

    @Override
    public void close() {
        undo.close();
    }

    private static void removeTree(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
