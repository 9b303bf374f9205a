// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.CellsRootTest.assertCode;
import static io.aurae.auraed.cells.OneCell.soon;
import static io.aurae.auraed.cells.TestNode.name;
import static io.aurae.auraed.cells.TestNode.shell;
import static io.aurae.auraed.cells.TestNode.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.executables.Dependency;
import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.Order;
import io.aurae.auraed.executables.Upkeep;
import io.aurae.base.FaultCode;
import io.aurae.linux.ProcessId;
import io.aurae.linux.Signal;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ends that are noticed late, were cut short, or come before what others ask of them. */
@RequiresRoot
final class LateEndsRootTest {
    @RegisterExtension
    final OneCell one = new OneCell();

    private static void send(ProcessId process, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void assertExit(Executable executable, int code) {
        soon().until(() -> {
            one.node().cells.sweep();
            return executable.state() instanceof Exited;
        });
        assertThat(((Exited) executable.state()).exitCode()).isEqualTo(code);
    }

    @Test
    void theExitCodeOfAMonitorThatIsSlowIsWaitedFor() throws Exception {
        Executable main = one.cell().start(shell("main", "exec sleep 1000"));
        Running run = (Running) main.state();
        ProcessId monitor = Objects.requireNonNull(run.monitor());
        send(monitor, "STOP");
        main.signal(Signal.KILL, false);
        soon().until(() -> !run.process().isAlive());

        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(60)).until(() -> {
            one.node().cells.sweep();
            return main.state() instanceof Running;
        });
        send(monitor, "CONT");

        assertExit(main, 137);
    }

    @Test
    void anExitCodeOfWhichNobodyWasToldIsFound() {
        Executable main = one.cell().start(shell("main", "sleep 0.5; exit 3"));
        one.node().exits.close(); // nobody is told of anything from now on

        assertExit(main, 3);
    }

    @Test
    void aStopThatADaemonDidNotComeToTheEndOfIsFinishedByTheNextOne() throws IOException {
        Running run =
                (Running) one.cell().start(shell("main", "exec sleep 1000")).state();
        Path record = one.node().runtime.resolve("cells/web/executables/main/executable.json");
        Files.writeString(record, Files.readString(record).replace("\"stopped\":false", "\"stopped\":true"));

        one.end();
        one.begin();

        soon().until(() -> !run.process().isAlive());
        assertExit(one.node().cells.get(name("web")).executable(new ExecutableName("main")), 143);
    }

    @Test
    void whatCannotBeStartedTakesThePlaceOfNothing() {
        Executable main = one.cell().start(shell("main", "exit 7"));
        assertExit(main, 7);
        ExecutableSpec other = new ExecutableSpec(
                main.spec().name(),
                "/bin/true",
                List.of(),
                List.of(),
                null,
                main.spec().user(),
                false,
                main.spec().stdin(),
                "/no/such/directory/log",
                null,
                "",
                main.spec().bounds(),
                main.spec().upkeep());

        assertCode(() -> one.cell().start(other), FaultCode.INVALID_ARGUMENT, "log path '/no/such/directory/log'");

        assertThat(one.cell().executable(main.spec().name())).isSameAs(main);
        assertExit(main, 7);
        assertThat(main.log()).exists();
    }

    @Test
    void whatRequiresAnotherIsNotStartedOnceThatHasEnded() {
        Executable db = one.cell().start(shell("db", "exit 0"));
        assertExit(db, 0);
        Order order = new Order(
                List.of(),
                List.of(new Dependency(
                        new ExecutableName("db"), Dependency.Condition.STARTED, Duration.ofSeconds(60))));

        assertCode(
                () -> one.cell().start(with(shell("app", "exec sleep 1000"), Upkeep.STANDARD.with(order))),
                FaultCode.FAILED_PRECONDITION,
                "'app' requires 'db'",
                "ended with exit code 0");
    }
}
