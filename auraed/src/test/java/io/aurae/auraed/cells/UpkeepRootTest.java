// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.CellsRootTest.assertCode;
import static io.aurae.auraed.cells.OneCell.soon;
import static io.aurae.auraed.cells.TestNode.name;
import static io.aurae.auraed.cells.TestNode.shell;
import static io.aurae.auraed.cells.TestNode.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.RestartPolicy;
import io.aurae.auraed.executables.RestartPolicy.Mode;
import io.aurae.auraed.executables.Upkeep;
import io.aurae.base.FaultCode;
import io.aurae.linux.Signal;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How executables are restarted, signalled and forgotten. */
@RequiresRoot
final class UpkeepRootTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @RegisterExtension
    final OneCell one = new OneCell();

    private static ExecutableSpec restarting(String name, String script, Mode mode, int retries, Duration pause) {
        RestartPolicy policy = new RestartPolicy(mode, retries, pause, 1, pause, LONG);
        return with(shell(name, script), Upkeep.STANDARD.with(policy));
    }

    private Executable find(String executable) {
        return one.node().cells.get(name("web")).executable(new ExecutableName(executable));
    }

    @Test
    void onFailureRestartsSoOftenAndKeepsTheLogAndTheLastExit() throws IOException {
        Executable main =
                one.cell().start(restarting("main", "echo run; exit 7", Mode.ON_FAILURE, 3, Duration.ofMillis(10)));

        assertThat(main.awaitExit(Duration.ofSeconds(60))).isTrue();
        assertThat(((Exited) main.state()).exitCode()).isEqualTo(7);
        assertThat(main.restarts().count()).isEqualTo(3);
        assertThat(main.restarts().last())
                .isNotNull()
                .extracting(Exited::exitCode)
                .isEqualTo(7);
        soon().untilAsserted(() ->
                assertThat(Files.readAllLines(main.log())).hasSize(4).allMatch(line -> line.endsWith("stdout F run")));
    }

    @Test
    void aSuccessIsNoFailureAndAlwaysRestartsBoth() {
        Executable done = one.cell().start(restarting("done", "exit 0", Mode.ON_FAILURE, 0, Duration.ofMillis(10)));
        Executable again = one.cell().start(restarting("again", "exit 0", Mode.ALWAYS, 0, Duration.ofMillis(10)));

        assertThat(done.awaitExit(Duration.ofSeconds(60))).isTrue();
        assertThat(done.restarts().count()).isZero();
        soon().until(() -> again.restarts().count() >= 2);
        one.node().cells.free(name("web"));
        assertThat(again.state()).isInstanceOf(Exited.class);
    }

    @Test
    void aStopDuringTheBackOffEndsIt() {
        Executable main = one.cell().start(restarting("main", "exit 3", Mode.ALWAYS, 0, LONG));
        soon().until(() -> main.state() instanceof BackOff);
        assertCode(
                () -> one.cell().executables().remove(main.spec().name()),
                FaultCode.FAILED_PRECONDITION,
                "'main'",
                "not ended");
        assertThat(one.cell().start(main.spec())).isSameAs(main);

        one.cell().executables().stop(main.spec().name(), Duration.ZERO, () -> {});

        assertThat(main.state())
                .isInstanceOfSatisfying(
                        Exited.class, exit -> assertThat(exit.exitCode()).isEqualTo(3));
        one.restart();
        assertThat(find("main").state()).isInstanceOf(Exited.class);
    }

    @Test
    void whatWasStoppedIsNotStartedAgainByAnyDaemon() {
        Executable main =
                one.cell().start(restarting("main", "exec sleep 1000", Mode.ALWAYS, 0, Duration.ofMillis(10)));
        one.cell().executables().stop(main.spec().name(), Duration.ofSeconds(10), () -> {});
        one.restart();
        assertThat(find("main").state()).isInstanceOf(Exited.class);
        assertThat(find("main").restarts().count()).isZero();
    }

    @Test
    void aLaterDaemonRestartsWhatEndedMeanwhileOnceAndGoesOnWithTheBackOff() {
        Executable main =
                one.cell().start(restarting("main", "exec sleep 1000", Mode.ALWAYS, 0, Duration.ofMillis(100)));
        Executable waiting = one.cell().start(restarting("waiting", "exit 1", Mode.ALWAYS, 0, LONG));
        soon().until(() -> waiting.state() instanceof BackOff);
        BackOff before = (BackOff) waiting.state();
        soon().until(() -> Files.readString(one.node().runtime.resolve("cells/web/executables/waiting/executable.json"))
                .contains("nextStart"));
        Running first = (Running) main.state();
        one.end();
        ProcessHandle.of(first.process().pid()).orElseThrow().destroyForcibly();
        soon().until(() -> !first.process().isAlive());

        one.begin();

        soon().until(() -> find("main").state() instanceof Running running
                && !running.process().equals(first.process()));
        assertThat(find("main").restarts().count()).isEqualTo(1);
        assertThat(find("waiting").state()).isEqualTo(before);
    }

    @Test
    void aRestartThatFailsIsTriedAgainAndSaysWhy() throws IOException {
        Path program = one.directory().resolve("program");
        Files.copy(Path.of("/bin/sh"), program);
        ExecutableSpec spec = restarting("main", "", Mode.ON_FAILURE, 2, Duration.ofMillis(10));
        Executable main = one.cell()
                .start(new ExecutableSpec(
                        spec.name(),
                        program + " -c 'rm " + program + "; exit 1'",
                        List.of(),
                        spec.env(),
                        null,
                        spec.user(),
                        false,
                        spec.stdin(),
                        null,
                        null,
                        "",
                        spec.bounds(),
                        spec.upkeep()));

        assertThat(main.awaitExit(Duration.ofSeconds(60))).isTrue();
        assertThat(((Exited) main.state()).message())
                .contains("could not be started again", "'" + program + "' not found");
        assertThat(main.restarts().count()).isEqualTo(2);
    }

    @Test
    void aSignalReachesTheFirstProcessOrAllOfThem() {
        Executable main =
                one.cell().start(shell("main", "trap 'exit 5' USR1; sleep 1000 & while :; do sleep 0.05; done"));
        soon().until(() -> one.node()
                        .cgroups
                        .open(one.node().cgroupRoot.child("web/_main"))
                        .pids()
                        .size()
                >= 2);
        main.signal(Signal.USR1, false);
        assertThat(main.awaitExit(Duration.ofSeconds(60))).isTrue();
        assertThat(((Exited) main.state()).exitCode()).isEqualTo(5);

        Executable all = one.cell().start(shell("all", "sleep 1000 & exec sleep 2000"));
        soon().until(() -> one.node()
                        .cgroups
                        .open(one.node().cgroupRoot.child("web/_all"))
                        .pids()
                        .size()
                == 2);
        all.signal(Signal.KILL, true);
        assertThat(all.awaitExit(Duration.ofSeconds(60))).isTrue();
        assertCode(() -> all.signal(Signal.HUP, false), FaultCode.FAILED_PRECONDITION, "'all'", "expected: running");
    }

    @Test
    void whatHasEndedCanBeForgottenAndLeavesNothing() {
        ExecutableName main = new ExecutableName("main");
        for (int i = 0; i < 10; i++) {
            Executable started = one.cell().start(shell("main", "exit 0"));
            assertThat(started.awaitExit(Duration.ofSeconds(60))).isTrue();
            one.cell().executables().remove(main);
            one.cell().executables().remove(main);
        }
        assertThat(one.cell().executables().list()).isEmpty();
        assertThat(one.node().runtime.resolve("cells/web/executables")).isEmptyDirectory();
        assertThat(one.node().runtime.resolve("exits")).isEmptyDirectory();
        one.cell().start(shell("main", "exec sleep 1000"));
        assertCode(() -> one.cell().executables().remove(main), FaultCode.FAILED_PRECONDITION, "'main'", "not ended");
    }

    @Test
    void whatAnEndedExecutableLeftIsToldAndEnded() throws IOException {
        Executable main = one.cell().start(shell("main", "exit 0"));
        assertThat(main.awaitExit(Duration.ofSeconds(60))).isTrue();
        soon().until(() -> !one.node()
                .cgroups
                .open(one.node().cgroupRoot.child("web/_main"))
                .exists());
        assertThat(one.node().cells.book().inspect()).isEmpty();
        Process left = strayInGroupOf("main");

        assertThat(one.node().cells.book().inspect())
                .singleElement()
                .asString()
                .contains("executable 'main' in cell 'web' has ended", "has the processes [" + left.pid() + "]");
        assertThat(one.node().cells.book().mend()).isEmpty();
        soon().until(() -> !left.isAlive());

        one.end();
        Process again = strayInGroupOf("main");
        one.begin();
        soon().until(() -> !again.isAlive());
        assertThat(one.node().cells.book().inspect()).isEmpty();
    }

    private Process strayInGroupOf(String executable) throws IOException {
        one.node().cgroups.create(one.node().cgroupRoot.child("web/_" + executable));
        String path = one.node().cgroupRoot.path() + "/web/_" + executable + "/cgroup.procs";
        Process stray = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "for f in /sys/fs/cgroup" + path + " /sys/fs/cgroup/*" + path
                                + "; do [ -e $f ] && echo $$ > $f; done; echo in; exec sleep 600")
                .redirectErrorStream(true)
                .start();
        assertThat(stray.inputReader().readLine()).isEqualTo("in");
        return stray;
    }

    @Test
    void aMonitorThatIsKilledIsToldAndTheEndIsNoticedNevertheless() {
        Executable main =
                one.cell().start(restarting("main", "exec sleep 1000", Mode.ON_FAILURE, 1, Duration.ofMillis(10)));
        Running first = (Running) main.state();
        assertThat(first.monitor()).isNotNull();
        ProcessHandle.of(first.monitor().pid()).orElseThrow().destroyForcibly();
        soon().until(() -> !first.monitor().isAlive());
        one.node().cells.sweep();
        assertThat(main.complaint()).contains("its monitor has ended");
        assertThat(first.process().isAlive()).isTrue();

        main.signal(Signal.KILL, false);
        soon().until(() -> {
            one.node().cells.sweep();
            return main.restarts().count() == 1 && main.state() instanceof Running;
        });
        assertThat(main.restarts().last())
                .isNotNull()
                .extracting(Exited::exitCode)
                .isEqualTo(255);
        assertThat(main.complaint()).isEmpty();
    }
}
