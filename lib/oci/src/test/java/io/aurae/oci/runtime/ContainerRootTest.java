// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.linux.MountFlag;
import io.aurae.linux.Signal;
import io.aurae.linux.UnmountFlag;
import io.aurae.oci.spec.Confinement;
import io.aurae.oci.spec.ContainerDevice;
import io.aurae.oci.spec.ContainerMount;
import io.aurae.oci.spec.ContainerMount.Propagation;
import io.aurae.oci.spec.Privileges;
import io.aurae.oci.spec.ProcessSpec;
import io.aurae.oci.spec.ProcessUser;
import io.aurae.oci.spec.SystemCallFilter;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RequiresRoot
class ContainerRootTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private Scene scene;
    private Place instance;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.of(leaks.name());
        instance = scene.instance();
    }

    @AfterEach
    void tearDown() {
        if (scene != null) {
            scene.close();
        }
    }

    @Test
    void runsInTheInstanceWithARootOfItsOwn() throws IOException {
        String script =
                "echo $$; hostname; echo $HOSTNAME; ls /; for n in net ipc uts; do readlink /proc/self/ns/$n; done";
        var made = scene.start(instance, "c", scene.container(script).toRuntimeSpec(scene.rights));

        assertThat(scene.exitCode(made)).isZero();
        List<String> lines = Scene.lines(Scene.text(made));
        assertThat(lines.subList(0, 3)).containsExactly("1", "web-0", "web-0");
        assertThat(lines).contains("bin", "dev", "proc").doesNotContain("usr", "home", "run");
        Path instanceProc = Path.of("/proc", Long.toString(instance.enterPid().getAsLong()), "ns");
        for (String type : List.of("net", "ipc", "uts")) {
            assertThat(lines)
                    .contains(Files.readSymbolicLink(instanceProc.resolve(type)).toString());
        }
        assertThat(lines)
                .doesNotContain(
                        Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")).toString());
    }

    @Test
    void hasTheDefaultPrivilegesAndDevices() throws IOException {
        String script = "grep -E 'CapEff|CapBnd|NoNewPrivs|Seccomp:' /proc/self/status; ls -1 /dev; "
                + "cat /proc/kcore | head -c 1; echo x > /proc/sys/kernel/hostname; touch /sys/x; unshare -m true && echo unshared; "
                + "mount -t tmpfs t /tmp && echo mounted; echo x > /dev/null && head -c 2 /dev/zero > /tmp/z && echo devices";
        List<String> lines = Scene.lines(
                scene.outputOf(instance, "c", scene.container(script).toRuntimeSpec(scene.rights)));

        assertThat(lines)
                .contains("CapEff:\t00000000a80425fb", "CapBnd:\t00000000a80425fb", "NoNewPrivs:\t0", "Seccomp:\t2")
                .contains(
                        "null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "shm", "mqueue", "fd",
                        "stdin")
                .contains("devices")
                .doesNotContain("unshared", "mounted", "kmsg");
    }

    @Test
    void privilegedItHasAllThatTheNodeHas() throws IOException {
        String script =
                "grep -E 'CapEff|Seccomp:' /proc/self/status; ls -1 /dev; mount -t tmpfs t /tmp && echo mounted; "
                        + "head -c 1 /proc/kcore > /dev/null && echo kcore; exec 3</dev/kmsg && echo device";
        var spec = scene.container(script).privileges(Privileges.everything()).toRuntimeSpec(scene.rights);
        List<String> lines = Scene.lines(scene.outputOf(instance, "c", spec));

        assertThat(lines).contains("Seccomp:\t0", "kmsg", "mounted", "device");
        assertThat(lines.getFirst()).isEqualTo(capabilitiesOfThisProcess());
    }

    @Test
    void runsAsAnotherUserWithoutNewPrivilegesOnAReadOnlyRoot() throws IOException {
        var process = Scene.shell(
                        "id -u; id -G; pwd; touch /tmp/x 2>/dev/null || echo read-only; grep -E 'CapEff|NoNewPrivs' /proc/self/status; cat /proc/self/oom_score_adj")
                .withUser(new ProcessUser(1000, 50000, List.of(7L)))
                .withCwd("/tmp");
        var privileges = new Privileges(
                List.of("NET_ADMIN"),
                List.of("ALL"),
                false,
                true,
                Confinement.STANDARD,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(-999));
        var spec = scene.container(process)
                .readOnlyRoot(true)
                .privileges(privileges)
                .toRuntimeSpec(scene.rights);
        List<String> lines = Scene.lines(scene.outputOf(instance, "c", spec));

        assertThat(lines)
                .contains("1000", "50000 7", "/tmp", "read-only", "CapEff:\t0000000000000000", "NoNewPrivs:\t1");
        assertThat(Integer.parseInt(lines.getLast())).isGreaterThanOrEqualTo(scene.rights.lowestOomScoreAdj());
    }

    @Test
    void seesTheHostsFilesWhereTheyAreMountedAndAsTheyAreAllowed() throws IOException {
        Path shared = Files.createDirectory(scene.directory.resolve("shared"));
        Files.writeString(shared.resolve("a"), "content\n");
        Path file = Files.writeString(scene.directory.resolve("hosts"), "127.0.0.1 web-0\n");
        var spec = scene.container(
                        "cat /data/a; touch /data/b; touch /ro/c || echo refused; cat /etc/hosts; grep ' /scratch ' /proc/self/mountinfo")
                .mount(new ContainerMount.Bind(shared.toString(), "/data", false, Propagation.PRIVATE))
                .mount(new ContainerMount.Bind(shared.toString(), "/ro", true, Propagation.PRIVATE))
                .mount(new ContainerMount.Bind(file.toString(), "/etc/hosts", false, Propagation.PRIVATE))
                .mount(new ContainerMount.Tmpfs("/scratch", false, List.of("size=64k", "mode=1777")))
                .toRuntimeSpec(scene.rights);
        String text = scene.outputOf(instance, "c", spec);

        assertThat(Scene.lines(text)).contains("content", "refused", "127.0.0.1 web-0");
        assertThat(text).contains("size=64k");
        assertThat(shared.resolve("b")).exists();
        assertThat(shared.resolve("c")).doesNotExist();
    }

    @Test
    void aFilterOfTheCallersOwnHoldsAndADeviceIsThere() throws IOException {
        var own = SystemCallFilter.Own.parse(
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"sethostname\"], \"action\": \"SCMP_ACT_ERRNO\","
                        + " \"errnoRet\": 95}]}");
        var privileges = new Privileges(
                List.of("SYS_ADMIN", "SYSLOG"),
                List.of(),
                false,
                false,
                Confinement.of(own),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
        var spec = scene.container(
                        "hostname other 2>&1; ( : < /dev/second ) && echo readable; ( : > /dev/second ) || echo refused; "
                                + "test -e /dev/kmsg || echo hidden")
                .privileges(privileges)
                .device(new ContainerDevice("/dev/kmsg", "/dev/second", "r"))
                .toRuntimeSpec(scene.rights);
        String text = scene.outputOf(instance, "c", spec);

        assertThat(text).contains("not supported", "readable", "refused", "hidden");
    }

    @Test
    void aLinkInTheImageLeadsNoMountOutOfTheRoot() throws IOException {
        Path outside = Files.createDirectories(scene.directory.resolve("outside/victim"));
        Path shared = Files.createDirectory(scene.directory.resolve("shared"));
        Files.writeString(shared.resolve("a"), "content\n");
        Path link = Path.of(scene.container("true")
                        .toRuntimeSpec(scene.rights)
                        .root()
                        .path())
                .resolve("way-out");
        Files.createSymbolicLink(link, outside.getParent());
        try {
            var spec = scene.container("cat /way-out/victim/a")
                    .mount(new ContainerMount.Bind(
                            shared.toString(), "/way-out/victim", false, Propagation.BIDIRECTIONAL))
                    .toRuntimeSpec(scene.rights);
            // The link's target is looked for in the root, where it is not.
            assertThatThrownBy(() -> scene.start(instance, "c", spec)).hasMessageContaining("way-out");
            assertThat(outside).isEmptyDirectory();
            assertThat(isMounted(outside)).isFalse();
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void aTreeThatCannotBeWrittenIsSoBelowItsMountsToo() throws IOException {
        Path tree = Files.createDirectories(scene.directory.resolve("tree"));
        Path below = Files.createDirectory(tree.resolve("below"));
        scene.linux.mount("t", below, "tmpfs", EnumSet.noneOf(MountFlag.class), "");
        try {
            var spec = scene.container("touch /ro/below/x && echo written; touch /all/below/x || echo refused")
                    .mount(new ContainerMount.Bind(tree.toString(), "/ro", true, Propagation.PRIVATE))
                    .mount(new ContainerMount.ReadOnlyTree(tree.toString(), "/all", Propagation.PRIVATE))
                    .toRuntimeSpec(scene.rights);
            assertThat(scene.outputOf(instance, "c", spec)).contains("written", "refused");
        } finally {
            scene.linux.unmount(below, EnumSet.of(UnmountFlag.DETACH));
        }
    }

    @Test
    void aFilterThatWasCompiledBeforeIsTheSameFilter() throws IOException {
        String script = "grep -E 'Seccomp' /proc/self/status; unshare -m true 2>/dev/null || echo refused";
        var first = scene.start(instance, "first", scene.container(script).toRuntimeSpec(scene.rights));
        var second = scene.start(instance, "second", scene.container(script).toRuntimeSpec(scene.rights));

        assertThat(second.bundle().resolve("config.json")).content().contains("run.oci.seccomp_bpf_data");
        assertThat(first.bundle().resolve("config.json")).content().doesNotContain("run.oci.seccomp_bpf_data");
        Path state = instance.runtimeRoot();
        assertThat(state.resolve(second.id() + "/seccomp.bpf"))
                .hasSameBinaryContentAs(state.resolve(first.id() + "/seccomp.bpf"));
        scene.exitCode(first);
        scene.exitCode(second);
        assertThat(Scene.lines(Scene.text(second)))
                .contains("Seccomp:\t2", "refused")
                .isEqualTo(Scene.lines(Scene.text(first)));
    }

    @Test
    void propagatesMountsAsFarAsAsked() throws IOException {
        Path shared = Files.createDirectories(scene.directory.resolve("shared"));
        for (String name : List.of("host", "cell")) {
            Files.createDirectory(shared.resolve(name));
        }
        var privileges = new Privileges(
                List.of("SYS_ADMIN"),
                List.of(),
                false,
                false,
                Confinement.of(new SystemCallFilter.None()),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
        for (Propagation propagation : Propagation.values()) {
            String script = "mount -t tmpfs t /data/cell; echo ready; while ! test -e /data/go; do sleep 0.02; done; "
                    + "test -e /data/host/seen && echo seen; umount /data/cell";
            var spec = scene.container(script)
                    .privileges(privileges)
                    .mount(new ContainerMount.Bind(shared.toString(), "/data", false, propagation))
                    .toRuntimeSpec(scene.rights);
            var made = scene.start(instance, "c-" + propagation.name(), spec);
            await().atMost(Scene.PATIENCE).until(() -> Scene.text(made).contains("ready"));
            boolean seenOnHost = isMounted(shared.resolve("cell"));

            scene.linux.mount("t", shared.resolve("host"), "tmpfs", EnumSet.noneOf(MountFlag.class), "");
            try {
                Files.createFile(shared.resolve("host/seen"));
                Files.createFile(shared.resolve("go"));
                assertThat(scene.exitCode(made)).isZero();
            } finally {
                scene.linux.unmount(shared.resolve("host"), EnumSet.of(UnmountFlag.DETACH));
                Files.deleteIfExists(shared.resolve("go"));
            }
            assertThat(seenOnHost)
                    .as("seen on the host, %s", propagation)
                    .isEqualTo(propagation == Propagation.BIDIRECTIONAL);
            assertThat(Scene.text(made).contains("seen"))
                    .as("seen in it, %s", propagation)
                    .isEqualTo(propagation != Propagation.PRIVATE);
        }
    }

    @Test
    void sharesTheInstancesProcessesWhenAsked() throws IOException {
        var spec = scene.container("echo $$; cat /proc/1/comm")
                .sharedProcesses(true)
                .toRuntimeSpec(scene.rights);
        var made = scene.start(instance, "c", spec);
        scene.exitCode(made);

        List<String> lines = Scene.lines(Scene.text(made));
        assertThat(lines.getFirst()).isEqualTo(Long.toString(made.created().pid()));
        assertThat(lines.get(1)).isEqualTo("sh");
    }

    @Test
    void namesAProgramThatTheRootDoesNotHave() throws IOException {
        assertThatThrownBy(() -> scene.create(
                        instance,
                        "c",
                        scene.container(ProcessSpec.of("nope", "x")).toRuntimeSpec(scene.rights),
                        Stdio.Stdin.EMPTY))
                .isInstanceOf(OciException.InvalidProgram.class)
                .hasMessage(
                        "create '" + leaks.name()
                                + "-c': program 'nope' not found (expected: a path that exists, or a name in a directory of PATH)");
        assertThat(instance.runtimeRoot().resolve(leaks.name() + "-c")).doesNotExist();
    }

    @Test
    void aSignalReachesItAndItsExitCodeIsKept() throws IOException {
        var made = scene.start(
                instance,
                "c",
                scene.container("trap 'exit 42' USR1; echo up; while :; do sleep 0.02; done")
                        .toRuntimeSpec(scene.rights));
        await().atMost(Scene.PATIENCE).until(() -> Scene.text(made).contains("up"));

        scene.signal(made, Signal.USR1);

        assertThat(scene.exitCode(made)).isEqualTo(42);
    }

    @Test
    void deletesWhatIsLeftOfItWhenItsInstanceIsGone() throws IOException {
        var made = scene.start(instance, "c", scene.container("sleep 1000").toRuntimeSpec(scene.rights));
        ProcessHandle first = ProcessHandle.of(instance.enterPid().getAsLong()).orElseThrow();
        first.destroyForcibly();
        await().atMost(Scene.PATIENCE).until(() -> !first.isAlive());

        scene.runtime.delete(instance, made.id(), made.bundle());

        assertThat(instance.runtimeRoot().resolve(made.id().value())).doesNotExist();
    }

    private static boolean isMounted(Path path) throws IOException {
        return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + path + " ");
    }

    private static String capabilitiesOfThisProcess() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapBnd:"))
                .map(line -> line.replace("CapBnd", "CapEff"))
                .findFirst()
                .orElseThrow();
    }
}
