// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.TestNode.PATIENCE;
import static io.aurae.auraed.cells.TestNode.cell;
import static io.aurae.auraed.cells.TestNode.limits;
import static io.aurae.auraed.cells.TestNode.name;
import static io.aurae.auraed.cells.TestNode.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.ExecutableUser;
import io.aurae.auraed.resource.Names;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.linux.ProcessId;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cells and executables on this machine; the leak check looks after each test whether anything is left. */
@RequiresRoot
final class CellsRootTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private TestNode node;

    @BeforeEach
    void open() {
        node = TestNode.open(leaks);
    }

    @AfterEach
    void free() {
        node.freeAll();
        node.close();
    }

    private void restart() {
        node.close();
        node = TestNode.open(leaks);
        assertThat(node.problems).isEmpty();
    }

    private static Running running(Executable executable) {
        assertThat(executable.state()).isInstanceOf(Running.class);
        return (Running) executable.state();
    }

    private static Exited ended(Executable executable) {
        assertThat(executable.awaitExit(PATIENCE)).as("it ends").isTrue();
        return (Exited) executable.state();
    }

    private Executable find(String cell, String executable) {
        return node.cells.get(name(cell)).executable(new ExecutableName(executable));
    }

    @Test
    void whatRunsInACellIsGoneWhenTheCellIsFreed() {
        Cell web = node.cells.allocate(cell("web"));
        ProcessId main =
                running(web.start(shell("main", "sleep 1000 & sleep 1000"))).process();

        assertThat(node.cgroups.open(node.cgroupRoot.child("web")).pids()).contains(main.pid());
        node.cells.free(name("web"));

        assertThat(main.isAlive()).isFalse();
        assertThat(node.cells.list()).isEmpty();
        assertThat(node.cgroups.open(node.cgroupRoot.child("web")).exists()).isFalse();
        node.cells.free(name("web")); // and once more
    }

    @Test
    void aFirstStartAnswersWithWhatRunsAndRefusesWhatHasEnded() {
        Cell web = node.cells.allocate(cell("web"));
        Executable runs = web.start(List.of(shell("main", "exec sleep 1000")), true);

        assertThat(web.start(List.of(shell("main", "exec sleep 1000")), true)).isSameAs(runs);
        web.executables().stop(new ExecutableName("main"), Duration.ZERO, () -> {});

        assertThatThrownBy(() -> web.start(List.of(shell("main", "exec sleep 1000")), true))
                .hasMessage(
                        "executable 'main' in cell 'web' was started before and has ended (expected: one that was not)");
        assertThat(running(web.start(shell("main", "exec sleep 1000"))))
                .as("without that condition")
                .isNotNull();
    }

    @Test
    void aLaterDaemonFindsWhatRunsAndHowTheRestEnded() throws IOException {
        Path signal = leaks.directory().resolve("go");
        Cell web = node.cells.allocate(cell("web"));
        node.cells.allocate(cell("web/inner"));
        Executable first = web.start(shell("first", "while [ ! -e " + signal + " ]; do sleep 0.05; done; exit 7"));
        Executable second = web.start(shell("second", "exec sleep 1000"));
        long pid = running(second).process().pid();
        node.close();

        Files.createFile(signal);
        await().atMost(PATIENCE).until(() -> !running(first).process().isAlive());
        node = TestNode.open(leaks);

        assertThat(node.problems).isEmpty();
        assertThat(node.cells.list()).extracting(cell -> cell.name().path()).containsExactly("web", "web/inner");
        assertThat(node.cells.get(name("web")).executables().list())
                .extracting(executable -> executable.spec().name().text())
                .containsExactly("first", "second");
        assertThat(ended(find("web", "first")).exitCode()).isEqualTo(7);
        assertThat(running(find("web", "second")).process().pid()).isEqualTo(pid);
        assertThat(find("web", "second").spec()).isEqualTo(second.spec());
        assertThatThrownBy(() -> node.names.reserve("web", Names.Kind.POD)).hasMessageContaining("taken by a cell");
    }

    @Test
    void aCellThatWasHalfMadeIsUndoneAtTheNextStart() throws IOException {
        Cell web = node.cells.allocate(cell("web"));
        Path record = node.runtime.resolve("cells/web/cell.json");
        Files.writeString(record, Files.readString(record).replace("\"allocated\":true", "\"allocated\":false"));

        restart();

        assertThat(node.cells.list()).isEmpty();
        assertThat(record.getParent()).doesNotExist();
        assertThat(node.cgroups.open(node.cgroupRoot.child(web.name().path())).exists())
                .isFalse();
    }

    @Test
    void anExecutableThatWasHalfStartedIsUndoneAtTheNextStartAndItsNameIsAsNew() throws IOException {
        ProcessId old = running(node.cells.allocate(cell("web")).start(shell("main", "exec sleep 1000")))
                .process();
        Path record = node.runtime.resolve("cells/web/executables/main/executable.json");
        Files.writeString(
                record,
                Files.readString(record)
                        .replaceAll(",\"process\":\\{[^}]*}", "")
                        .replaceAll(",\"startedAt\":\"[^\"]*\"", ""));

        restart();

        assertThat(old.isAlive()).isFalse();
        Cell web = node.cells.get(name("web"));
        assertThat(web.executables().list()).isEmpty();
        Executable again = web.start(shell("main", "exec sleep 1000"));
        assertThat(again.awaitExit(Duration.ofMillis(300))).as("ended").isFalse();
    }

    @Test
    void aDamagedRecordIsReportedAndCostsNobodyElse() throws IOException {
        node.cells.allocate(cell("whole"));
        node.cells.allocate(cell("web")).start(shell("main", "exec sleep 1000"));
        Path record = node.runtime.resolve("cells/web/executables/main/executable.json");
        String content = Files.readString(record);
        Files.writeString(record, content.substring(0, content.length() / 2));

        node.close();
        node = TestNode.open(leaks);

        assertThat(node.problems).singleElement().asString().contains("executables/main", "not restored");
        assertThat(node.cells.list()).hasSize(2);

        Files.writeString(record, content);
        restart();
        running(find("web", "main"));
    }

    @Test
    void aDamagedExecutableKeepsItsNameUntilItIsStoppedAndRemoved() throws IOException {
        Running main = running(node.cells.allocate(cell("web")).start(shell("main", "exec sleep 1000")));
        damage("cells/web/executables/main/executable.json");
        Cell web = node.cells.get(name("web"));

        assertCode(() -> web.start(shell("main", "true")), FaultCode.ALREADY_EXISTS, "'main' in cell 'web'", "damaged");
        ExecutableName name = new ExecutableName("main");
        assertCode(() -> web.executables().remove(name), FaultCode.FAILED_PRECONDITION, "'main'", "has not ended");
        assertThat(main.process().isAlive()).isTrue();
        web.executables().stop(name, () -> {});
        await().atMost(PATIENCE).until(() -> !main.process().isAlive());
        web.executables().remove(name);
        assertThat(node.runtime.resolve("cells/web/executables")).isEmptyDirectory();
        running(web.start(shell("main", "exec sleep 1000")));
    }

    @Test
    void aDamagedCellKeepsItsNameUntilItIsFreedWithAllThatRunsInIt() throws IOException {
        Running main = running(node.cells.allocate(cell("web")).start(shell("main", "exec sleep 1000")));
        Running inner = running(node.cells.allocate(cell("web/inner")).start(shell("main", "exec sleep 1000")));
        damage("cells/web/cell.json");

        assertThat(node.cells.list()).isEmpty();
        assertThat(node.problems).hasSize(2);
        assertCode(() -> node.cells.allocate(cell("web")), FaultCode.ALREADY_EXISTS, "cell 'web'", "damaged");
        assertThatThrownBy(() -> node.names.reserve("web", Names.Kind.POD)).hasMessageContaining("taken by a cell");
        assertThat(main.process().isAlive()).isTrue();

        node.cells.free(name("web"));

        await().atMost(PATIENCE)
                .until(() -> !main.process().isAlive() && !inner.process().isAlive());
        assertThat(node.runtime.resolve("cells")).isEmptyDirectory();
        assertThat(node.cgroups.open(node.cgroupRoot.child("web")).exists()).isFalse();
        assertThat(node.cells.mend()).isEmpty();
        running(node.cells.allocate(cell("web")).start(shell("main", "exec sleep 1000")));
    }

    /** Cuts a record in half, which the next daemon finds. */
    private void damage(String record) throws IOException {
        Path file = node.runtime.resolve(record);
        String content = Files.readString(file);
        Files.writeString(file, content.substring(0, content.length() / 2));
        node.close();
        node = TestNode.open(leaks);
    }

    @Test
    void aProcessIsAskedToEndAndThenEnded() {
        Cell web = node.cells.allocate(cell("web"));
        Executable polite = web.start(shell("polite", "trap 'exit 3' TERM; while :; do sleep 0.05; done"));
        Executable deaf = web.start(shell("deaf", "trap '' TERM; while :; do sleep 0.05; done"));

        web.executables().stop(polite.spec().name(), Duration.ofSeconds(10), () -> {});
        web.executables().stop(deaf.spec().name(), Duration.ofMillis(200), () -> {});

        assertThat(ended(polite).exitCode()).isEqualTo(3);
        assertThat(ended(deaf).exitCode()).isEqualTo(137);
    }

    @Test
    void aRepeatedStartAnswersAsTheFirstOneUntilItWasStopped() {
        Cell web = node.cells.allocate(cell("web"));
        Executable first = web.start(shell("main", "exec sleep 1000"));

        assertThat(web.start(shell("main", "exec sleep 1000"))).isSameAs(first);
        assertCode(() -> web.start(shell("main", "exec sleep 2000")), FaultCode.ALREADY_EXISTS, "'main'", "'web'");

        web.executables().stop(first.spec().name(), Duration.ZERO, () -> {});
        Executable second = web.start(shell("main", "exec sleep 1000"));
        assertThat(second).isNotSameAs(first);
        assertThat(second.awaitExit(Duration.ofMillis(300))).as("ended").isFalse();
        assertThat(ended(first).exitCode()).isEqualTo(137);
    }

    @Test
    void aStopBeforeTheFirstProcessOfItsNamespaceListensIsNotLost() {
        CellSpec plain = cell("alone");
        Cell alone = node.cells.allocate(new CellSpec(
                plain.name(),
                plain.limits(),
                true,
                false,
                plain.labels(),
                plain.root(),
                plain.mounts(),
                plain.main(),
                plain.devices(),
                plain.security()));
        String script = "sleep 1; trap 'exit 3' TERM; while :; do sleep 0.1; done";
        Executable main = alone.start(shell("main", script));

        alone.executables().stop(main.spec().name(), Duration.ofMinutes(5), () -> {});

        assertThat(ended(main).exitCode()).isEqualTo(3);
    }

    @Test
    void badInputIsTheCallersFaultIsNamedAndLeavesNothing() {
        Cell web = node.cells.allocate(cell("web"));
        assertCode(
                () -> web.start(TestNode.run("main", List.of("/bin/nope"), ExecutableUser.UNSAID)),
                FaultCode.INVALID_ARGUMENT,
                "'/bin/nope'");
        assertCode(
                () -> web.start(TestNode.run(
                        "main",
                        List.of("/bin/true"),
                        new ExecutableUser("nobody-at-all", null, null, List.of(), "", List.of(), false))),
                FaultCode.INVALID_ARGUMENT,
                "'nobody-at-all'");
        assertCode(
                () -> node.cells.allocate(cell("far", limits(null, "0-9999"))),
                FaultCode.INVALID_ARGUMENT,
                "'0-9999'",
                "cpuset.cpus");
        assertCode(() -> node.cells.allocate(cell("no/child")), FaultCode.NOT_FOUND, "'no/child'", "'no'");

        assertThat(web.executables().list()).isEmpty();
        assertThat(node.runtime.resolve("cells"))
                .isDirectoryNotContaining("glob:**far")
                .isDirectoryNotContaining("glob:**no.child");
        assertThat(node.runtime.resolve("cells/web/executables")).isEmptyDirectory();
        assertThat(node.cgroups.open(node.cgroupRoot.child("far")).exists()).isFalse();
        assertThat(node.cgroups.open(node.cgroupRoot.child("web/_main")).exists())
                .isFalse();
        node.names.reserve("far", Names.Kind.POD);
    }

    @Test
    void ofTwoCallersWithOneNameOneWinsAndTheSameRequestGetsTheSameCell() throws InterruptedException {
        List<Cell> made = Collections.synchronizedList(new ArrayList<>());
        List<FaultCode> refused = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            CellSpec spec = cell("web", limits(100L + i % 2, null));
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    made.add(node.cells.allocate(spec));
                } catch (AuraeException e) {
                    refused.add(e.code());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        go.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(made).hasSize(4).allMatch(cell -> cell == made.getFirst());
        assertThat(refused).hasSize(4).containsOnly(FaultCode.ALREADY_EXISTS);
    }

    @Test
    void nothingStartsInACellThatIsBeingFreed() throws InterruptedException {
        Cell web = node.cells.allocate(cell("web"));
        web.start(shell("first", "exec sleep 1000"));
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        List<FaultCode> refused = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            String name = "e" + i;
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    web.start(shell(name, "exec sleep 1000"));
                } catch (AuraeException e) {
                    refused.add(e.code());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        go.countDown();
        node.cells.free(name("web"));
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(refused).allMatch(FaultCode.NOT_FOUND::equals);
        assertThat(web.executables().list()).isEmpty();
        assertThat(node.runtime.resolve("cells/web")).doesNotExist();
        assertCode(() -> web.start(shell("late", "exec sleep 1000")), FaultCode.NOT_FOUND, "'late'", "'web'");
    }

    static void assertCode(ThrowingCallable call, FaultCode code, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AuraeException.class, e -> {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            assertThat(e.getMessage()).contains(words);
        });
    }
}
