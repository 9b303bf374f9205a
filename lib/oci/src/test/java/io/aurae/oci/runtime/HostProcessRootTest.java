// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.base.FaultCode;
import io.aurae.linux.Signal;
import io.aurae.oci.spec.HostProcess;
import io.aurae.oci.spec.ProcessSpec;
import io.aurae.oci.spec.ProcessUser;
import io.aurae.oci.spec.RuntimeSpec;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RequiresRoot
class HostProcessRootTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.of(leaks.name());
    }

    @AfterEach
    void tearDown() {
        if (scene != null) {
            scene.close();
        }
    }

    @Test
    void runsAProgramOfTheHostAndKeepsItsExitCodeAndItsOutput() throws IOException {
        var made = scene.create(
                scene.host, "p", scene.hostProcess(Scene.shell("echo out; echo err >&2; exit 7")), Stdio.Stdin.EMPTY);
        assertThat(Scene.text(made)).isEmpty();
        assertThat(made.created().pid()).isPositive();

        scene.runtime.start(scene.host, made.id());

        assertThat(scene.exitCode(made)).isEqualTo(7);
        assertThat(Scene.lines(Scene.text(made))).containsExactlyInAnyOrder("out", "err");
    }

    @Test
    void losesNoLineOfAProgramThatEndsRightAfterItWroteMuch() throws IOException {
        String script = "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done";
        var made = scene.start(scene.host, "p", scene.hostProcess(Scene.shell(script)));

        assertThat(scene.exitCode(made)).isZero();
        List<String> lines = Scene.lines(Scene.text(made));
        assertThat(lines).hasSize(20000).endsWith("line 19999");
    }

    @Test
    void hasTheNodesCapabilitiesDevicesAndNamespaces() throws IOException {
        String script = "grep CapEff /proc/self/status; readlink /proc/self/ns/net; readlink /proc/self/ns/pid; "
                + "exec 3</dev/kmsg && echo device";
        List<String> lines = Scene.lines(scene.outputOf(scene.host, "p", scene.hostProcess(Scene.shell(script))));

        assertThat(lines.get(0)).isEqualTo(ownStatus("CapEff:"));
        assertThat(lines.get(1)).isEqualTo(namespace("net"));
        assertThat(lines.get(2)).isEqualTo(namespace("pid"));
        assertThat(lines).contains("device");
    }

    @Test
    void runsAsAnotherUserInAnotherDirectoryWithItsEnvironmentAlone() throws IOException {
        ProcessSpec process = Scene.shell("id -u; id -g; id -G; pwd; env; grep CapEff /proc/self/status")
                .withUser(new ProcessUser(4321, 1234, List.of(55L)))
                .withCwd("/usr")
                .withEnv(List.of("A=1", "B=2", "A=3"));
        List<String> lines = Scene.lines(scene.outputOf(scene.host, "p", scene.hostProcess(process)));

        assertThat(lines.subList(0, 4)).containsExactly("4321", "1234", "1234 55", "/usr");
        assertThat(lines).contains("A=3", "B=2", "CapEff:\t0000000000000000").doesNotContain("A=1");
        assertThat(lines).noneMatch(line -> line.startsWith("_OCI") || line.startsWith("JAVA"));
    }

    @Test
    void isolatedItSeesNoOtherProcessAndThePinnedNetworkAlone() throws IOException {
        var spec = new HostProcess(
                        Scene.shell("echo $$; ls -d /proc/[0-9]*; cat /proc/net/dev | grep :"),
                        "/" + scene.name + "/exec",
                        true,
                        Optional.of("/proc/self/ns/net"))
                .toRuntimeSpec(scene.rights);
        List<String> lines = Scene.lines(scene.outputOf(scene.host, "p", spec));

        assertThat(lines.subList(0, 2)).containsExactly("1", "/proc/1");
        assertThat(lines).filteredOn(line -> line.startsWith("/proc/")).hasSizeLessThan(4);
        assertThat(lines).anyMatch(line -> line.strip().startsWith("lo:"));
        assertThat(Path.of("/proc/1/comm")).content().isNotEqualTo("sh\n");
    }

    @Test
    void aTerminalHidesNothingOfTheHost() throws IOException {
        var process = Scene.shell("tty; readlink /proc/self/ns/pid").withTerminal(true);
        List<String> lines = Scene.lines(scene.outputOf(scene.host, "p", scene.hostProcess(process)));

        assertThat(lines.getFirst()).startsWith("/dev/pts/");
        assertThat(lines.get(1)).isEqualTo(namespace("pid"));
        assertThat(Path.of("/proc/self/mountinfo")).content().doesNotContain("/dev/console");
    }

    @Test
    void noFileOfTheHostsDevicesIsReplaced() throws IOException {
        Path ptmx = Path.of("/dev/ptmx");
        Object before = Files.getAttribute(ptmx, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        List<RuntimeSpec> specs = List.of(
                scene.hostProcess(Scene.shell("test -c /dev/null && echo up")),
                scene.hostProcess(Scene.shell("test -c /dev/null && echo up").withTerminal(true)),
                new HostProcess(
                                Scene.shell("test -c /dev/null && echo up"),
                                "/" + scene.name + "/exec",
                                true,
                                Optional.empty())
                        .toRuntimeSpec(scene.rights));

        for (int i = 0; i < specs.size(); i++) {
            assertThat(scene.outputOf(scene.host, "p" + i, specs.get(i)).strip())
                    .isEqualTo("up");
        }

        assertThat(Files.getAttribute(ptmx, "unix:ino", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(before);
    }

    @Test
    void namesAProgramThatDoesNotExistAndLeavesNothing() throws IOException {
        assertThatThrownBy(() -> scene.start(scene.host, "p", scene.hostProcess(ProcessSpec.of("/bin/nope"))))
                .isInstanceOfSatisfying(OciException.class, e -> {
                    assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT);
                    assertThat(e.reason())
                            .isEqualTo("program '/bin/nope' not found (expected: a path that exists, or a name in a"
                                    + " directory of PATH)");
                    assertThat(e)
                            .hasMessage("create '" + leaks.name()
                                    + "-p': program '/bin/nope' not found (expected: a path that exists, or a"
                                    + " name in a directory of PATH)");
                });
        assertNothingIsLeftOf("p");
    }

    @Test
    void namesAFileThatIsNoProgram() throws IOException {
        assertThatThrownBy(() -> scene.start(scene.host, "p", scene.hostProcess(ProcessSpec.of("/etc/passwd"))))
                .isInstanceOf(OciException.InvalidProgram.class)
                .hasMessageEndingWith(
                        "program '/etc/passwd' is not executable: permission denied (expected: an executable file)");
        assertNothingIsLeftOf("p");
    }

    @Test
    void refusesAWorkingDirectoryThatDoesNotExistAndMakesNone() {
        assertThatThrownBy(() -> scene.hostProcess(ProcessSpec.of("true").withCwd("/" + leaks.name())))
                .hasMessage("working directory '/" + leaks.name() + "' not found (expected: a directory that exists)");
        assertThat(Path.of("/", leaks.name())).doesNotExist();
    }

    @Test
    void aSecondProcessOfTheSameIdIsRefusedAndTheFirstLivesOn() throws IOException {
        var first = scene.start(scene.host, "p", scene.hostProcess(ProcessSpec.of("sleep", "1000")));

        assertThatThrownBy(() ->
                        scene.create(scene.host, "p", scene.hostProcess(ProcessSpec.of("true")), Stdio.Stdin.EMPTY))
                .isInstanceOf(OciException.AlreadyThere.class);
        assertThat(ProcessHandle.of(first.created().pid())).isPresent();
        assertThat(scene.exits.of(first.id())).isEmpty();
    }

    @Test
    void aSignalIsSeenAsTheEndItCaused() throws IOException {
        var made = scene.start(scene.host, "p", scene.hostProcess(ProcessSpec.of("sleep", "1000")));
        AtomicInteger code = new AtomicInteger(-1);
        scene.exits.onExit(made.id(), exit -> code.set(exit.code()));

        scene.signal(made, Signal.TERM);

        await().atMost(Scene.PATIENCE).until(() -> code.get() != -1);
        assertThat(code).hasValue(128 + 15);
    }

    @Test
    void deleteEndsWhatRunsLeavesTheLogAndMayBeRepeated() throws IOException {
        var made =
                scene.start(scene.host, "p", scene.hostProcess(Scene.shell("setsid sleep 1000 & echo up; sleep 1000")));
        await().atMost(Scene.PATIENCE).until(() -> Scene.text(made).contains("up"));

        scene.runtime.delete(scene.host, made.id(), made.bundle());
        scene.runtime.delete(scene.host, made.id(), made.bundle());

        assertThat(scene.exitCode(made)).isEqualTo(128 + 9);
        assertThat(Scene.text(made)).isEqualTo("up\n");
        try (Stream<Path> files = Files.list(made.bundle())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("config.json", "log");
        }
        assertThat(Path.of("/sys/fs/cgroup/memory", leaks.name(), "exec")).doesNotExist();
    }

    /** One that does nothing but hang, whatever it is told. */
    private OciRuntime hanging() throws IOException {
        Path slow = Files.writeString(
                scene.directory.resolve("slow"), "#!/bin/sh\nexec sleep 1000 # " + leaks.name() + "\n");
        slow.toFile().setExecutable(true);
        RuntimePrograms programs = RuntimePrograms.find();
        return new OciRuntime(
                new RuntimePrograms(slow, programs.conmon(), programs.nsenter(), programs.unshare()),
                scene.linux,
                Duration.ofMillis(500));
    }

    @Test
    void aRuntimeThatHangsAtDeleteIsEndedAtTheDeadlineAndLeavesAllAsItWas() throws IOException {
        var made = scene.start(scene.host, "p", scene.hostProcess(ProcessSpec.of("sleep", "1000")));
        OciRuntime hanging = hanging();

        assertThatThrownBy(() -> hanging.delete(scene.host, made.id(), made.bundle()))
                .isInstanceOf(OciException.Deadline.class)
                .hasMessage("delete '" + made.id() + "': no answer in 500 ms, ended");
        assertThat(ProcessHandle.of(made.created().pid())).isPresent();
        scene.runtime.delete(scene.host, made.id(), made.bundle());
        assertThat(ProcessHandle.of(made.created().pid())).isEmpty();
    }

    @Test
    void aRuntimeThatHangsAtTheRunOfAFirstProcessIsEndedAtTheDeadlineAndLeavesNothing() throws IOException {
        Path bundle = Files.createDirectory(scene.directory.resolve("p"));
        scene.hostProcess(ProcessSpec.of("true")).writeTo(bundle);
        ContainerId id = new ContainerId(leaks.name() + "-p");
        OciRuntime hanging = hanging();

        assertThatThrownBy(() -> hanging.runDetached(scene.host, id, bundle, scene.directory.resolve("log")))
                .isInstanceOf(OciException.Deadline.class);
        assertNothingIsLeftOf("p");
    }

    @Test
    void aRuntimeThatHangsIsEndedAtTheDeadline() throws IOException {
        OciRuntime runtime = hanging();
        Path bundle = Files.createDirectory(scene.directory.resolve("p"));
        RuntimeSpec spec = scene.hostProcess(ProcessSpec.of("true"));
        ContainerId id = new ContainerId(leaks.name());

        assertThatThrownBy(() -> runtime.create(
                        scene.host, id, spec, bundle, new Stdio(false, Stdio.Stdin.EMPTY, bundle.resolve("log"))))
                .isInstanceOf(OciException.Deadline.class)
                .hasMessage("create '" + leaks.name() + "': no answer in 500 ms, ended");
        assertNothingIsLeftOf("p");
    }

    private void assertNothingIsLeftOf(String id) throws IOException {
        try (Stream<Path> files = Files.list(scene.directory.resolve(id))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("config.json");
        }
        for (Path directory : List.of(scene.host.runtimeRoot(), scene.host.exits(), scene.host.sockets())) {
            assertThat(directory.resolve(leaks.name() + "-" + id)).doesNotExist();
        }
    }

    private static String ownStatus(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(field))
                .findFirst()
                .orElseThrow();
    }

    private static String namespace(String type) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns", type)).toString();
    }
}
