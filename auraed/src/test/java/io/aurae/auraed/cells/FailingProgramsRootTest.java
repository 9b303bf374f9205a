// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.CellsRootTest.assertCode;
import static io.aurae.auraed.cells.TestNode.cell;
import static io.aurae.auraed.cells.TestNode.name;
import static io.aurae.auraed.cells.TestNode.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.linux.Signal;
import io.aurae.oci.runtime.ExecProcess;
import io.aurae.oci.runtime.ExecSession;
import io.aurae.oci.runtime.RuntimePrograms;
import io.aurae.oci.runtime.TerminalSize;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An OCI runtime that fails or hangs at one of its commands: callers are told in time, nothing is left, and the next call works. Its `start`
 * is never run, and signals go to processes without it.
 */
@RequiresRoot
final class FailingProgramsRootTest {
    private static final String HANG = "sleep 600";

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private Path armed;
    private Path deed;
    private TestNode node;
    private Cell web;

    @BeforeEach
    void open() throws IOException {
        armed = leaks.directory().resolve("armed");
        deed = leaks.directory().resolve("deed");
        Path crun = leaks.directory().resolve("crun");
        Files.writeString(crun, """
                #!/bin/sh
                [ -e %1$s ] && for word; do [ "$word" = "$(cat %1$s)" ] && . %2$s; done
                exec %3$s "$@"
                """.formatted(armed, deed, RuntimePrograms.find("crun")));
        Files.setPosixFilePermissions(crun, PosixFilePermissions.fromString("rwx------"));
        RuntimePrograms found = RuntimePrograms.find();
        node = TestNode.open(
                leaks,
                new RuntimePrograms(crun, found.conmon(), found.nsenter(), found.unshare()),
                Duration.ofSeconds(2));
        leaks.atEnd("free all", node::freeAll);
        web = node.cells.allocate(cell("web"));
    }

    @AfterEach
    void close() throws IOException {
        Files.deleteIfExists(armed);
        node.cells.free(name("web"));
        node.close();
    }

    private void arm(String command, String does) throws IOException {
        Files.writeString(deed, does);
        Files.writeString(armed, command);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    private void assertNothingOfIt(String executable) {
        assertThat(node.runtime.resolve("cells/web/executables")).isEmptyDirectory();
        assertThat(node.runtime.resolve("exits")).isEmptyDirectory();
        assertThat(node.cgroups.open(node.cgroupRoot.child("web")).pids()).isEmpty();
        assertThat(node.cgroups
                        .open(node.cgroupRoot.child("web/_" + executable))
                        .exists())
                .isFalse();
    }

    @ParameterizedTest(name = "crun {0}: {1}")
    @CsvSource({"create, exit 9, INTERNAL", "create, sleep 600, DEADLINE_EXCEEDED"})
    void aStartOfWhichOneStepFailsLeavesNothing(String step, String does, FaultCode code) throws IOException {
        arm(step, does);

        assertThatThrownBy(() -> web.start(shell("main", "exec sleep 1000")))
                .isInstanceOfSatisfying(
                        AuraeException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));

        assertThat(web.executables().list()).isEmpty();
        assertNothingOfIt("main");
        Files.delete(armed);
        Executable main = web.start(shell("main", "exec sleep 1000"));
        assertThat(main.awaitExit(Duration.ofMillis(300))).as("ended").isFalse();
        assertThat(main.state()).isInstanceOf(Running.class);
    }

    @ParameterizedTest(name = "with a terminal: {0}")
    @ValueSource(booleans = {false, true})
    void anExecThatHangsIsToldAndLeavesNothing(boolean terminal) throws Exception {
        Executable main = web.start(shell("main", "exec sleep 1000"));
        List<Path> before = bundle(main);
        ExecProcess process = new ExecProcess(
                List.of("true"), List.of(), Optional.empty(), terminal, Optional.<TerminalSize>empty(), true, true);
        arm("exec", HANG);

        assertCode(() -> run(main, process), FaultCode.DEADLINE_EXCEEDED, "exec in", "not started in 2000 ms");

        assertThat(bundle(main)).isEqualTo(before);
        assertThat(ProcessHandle.current().descendants().flatMap(handle -> handle.info().commandLine().stream()))
                .noneMatch(line -> line.endsWith(HANG));
        Files.delete(armed);
        assertThat(run(main, process)).isZero();
    }

    private static int run(Executable executable, ExecProcess process) throws InterruptedException {
        try (ExecSession session = executable.exec(process)) {
            return session.waitFor();
        }
    }

    private static List<Path> bundle(Executable executable) throws IOException {
        try (var files = Files.list(executable.log().getParent())) {
            return files.sorted().toList();
        }
    }

    @Test
    void aDeleteThatHangsHidesNoExitCodeAndIsMadeUpForLater() throws IOException {
        Executable main = web.start(shell("main", "exec sleep 1000"));
        arm("delete", HANG);

        main.signal(Signal.KILL, false);

        soon().until(() -> main.state() instanceof Exited exit && exit.exitCode() == 137);
        assertCode(
                () -> web.executables().remove(main.spec().name()), FaultCode.DEADLINE_EXCEEDED, "delete", "no answer");
        assertThat(web.executables().list()).containsExactly(main);
        Executable other = web.start(shell("other", "exec sleep 1000"));
        assertThat(other.state()).isInstanceOf(Running.class);
        Files.delete(armed);
        web.executables().remove(main.spec().name());
        web.executables().stop(other.spec().name(), Duration.ZERO, () -> {});
        web.executables().remove(other.spec().name());
        assertNothingOfIt("main");
    }
}
