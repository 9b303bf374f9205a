// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.CellsRootTest.assertCode;
import static io.aurae.auraed.cells.TestNode.PATIENCE;
import static io.aurae.auraed.cells.TestNode.cell;
import static io.aurae.auraed.cells.TestNode.limits;
import static io.aurae.auraed.cells.TestNode.name;
import static io.aurae.auraed.cells.TestNode.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.resource.Labels;
import io.aurae.base.FaultCode;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.linux.ProcessId;
import io.aurae.oci.runtime.ExecProcess;
import io.aurae.proto.cells.v0.CellStats;
import io.aurae.proto.cells.v0.ProcessStatus;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What cells may use, use, and how they are halted, on this machine. */
@RequiresRoot
final class CellLimitsRootTest {
    private static final StatsQuery ALL = StatsQuery.of(List.of(), true, true);

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

    private static CgroupLimits memoryAndPids(Long memory, Long pids) {
        return limits(CgroupLimits.Cpu.NONE, CgroupLimits.Cpuset.NONE, memory, pids);
    }

    private CellStats stats(String cell) {
        return node.cells.statistics().below(name(cell), ALL).getFirst();
    }

    private static ProcessId process(Executable executable) {
        assertThat(executable.state()).isInstanceOf(Running.class);
        return ((Running) executable.state()).process();
    }

    @Test
    void anUpdateChangesWhatIsGivenAndIsStillThereForALaterDaemon() {
        CellSpec spec = cell("web", memoryAndPids(64L << 20, 100L));
        node.cells.allocate(spec).start(shell("main", "exec sleep 1000"));

        node.cells.update(name("web"), memoryAndPids(96L << 20, null));
        node.cells.update(name("web"), memoryAndPids(96L << 20, null));
        assertThat(stats("web").getUsage().getMemory().getLimit()).isEqualTo(96L << 20);
        assertThat(stats("web").getUsage().getPids().getLimit()).isEqualTo(100);

        restart();
        assertThat(node.cells.get(name("web")).record().limits()).isEqualTo(memoryAndPids(96L << 20, 100L));
        assertThat(node.cells.allocate(spec)).as("the same request").isSameAs(node.cells.get(name("web")));
        node.cells.update(name("web"), memoryAndPids(-1L, -1L));
        assertThat(stats("web").getUsage().getMemory().hasLimit()).isFalse();
        assertThat(stats("web").getUsage().getPids().hasLimit()).isFalse();
    }

    @Test
    void anUpdateThatIsRefusedChangesNothing() throws IOException {
        node.cells.allocate(cell("web", memoryAndPids(64L << 20, 100L)));
        Path record = node.runtime.resolve("cells/web/cell.json");
        String before = Files.readString(record);

        assertCode(
                () -> node.cells.update(
                        name("web"),
                        limits(CgroupLimits.Cpu.NONE, new CgroupLimits.Cpuset("4999", null), 96L << 20, 50L)),
                FaultCode.INVALID_ARGUMENT,
                "limit cpuset.cpus '4999'",
                "expected: among '0");
        assertCode(() -> node.cells.update(name("far"), memoryAndPids(1L << 20, null)), FaultCode.NOT_FOUND, "'far'");

        assertThat(record).hasContent(before);
        assertThat(stats("web").getUsage().getMemory().getLimit()).isEqualTo(64L << 20);
        assertThat(stats("web").getUsage().getPids().getLimit()).isEqualTo(100);
    }

    @Test
    void anUpdateThatADeadDaemonBeganIsFinished() throws IOException {
        node.cells.allocate(cell("web", memoryAndPids(64L << 20, null)));
        Path record = node.runtime.resolve("cells/web/cell.json");
        Cell web = node.cells.get(name("web"));
        String content = Files.readString(record);
        node.cells.update(name("web"), memoryAndPids(null, 7L));
        String updated = Files.readString(record);
        Files.writeString(record, content.replaceAll("}$", ",\"pending\":" + limitsIn(updated) + "}"));

        restart();

        assertThat(node.cells.get(name("web"))).isNotSameAs(web);
        assertThat(node.cells.get(name("web")).record().limits()).isEqualTo(memoryAndPids(64L << 20, 7L));
        assertThat(node.cells.get(name("web")).record().pending()).isNull();
    }

    private static String limitsIn(String record) {
        int begin = record.indexOf("\"updated\":") + "\"updated\":".length();
        return record.substring(begin, record.lastIndexOf('}'));
    }

    @Test
    void whatIsFrozenStaysSoForALaterDaemonTakesNothingNewAndGoesOnWhenItIsThawed() throws IOException {
        Path beat = leaks.directory().resolve("beat");
        Cell web = node.cells.allocate(cell("web"));
        node.cells
                .allocate(cell("web/inner"))
                .start(shell("main", "while :; do echo x >> " + beat + "; sleep 0.02; done"));
        await().until(() -> Files.exists(beat));

        node.cells.freezing().freeze(name("web"));
        node.cells.freezing().freeze(name("web"));
        long size = Files.size(beat);
        restart();

        assertThat(node.cells.get(name("web")).isFrozen()).isTrue();
        Cell inner = node.cells.get(name("web/inner"));
        assertCode(
                () -> inner.start(shell("late", "true")), FaultCode.FAILED_PRECONDITION, "'web/inner' is kept frozen");
        assertCode(
                () -> node.cells.freezing().thaw(name("web/inner")),
                FaultCode.FAILED_PRECONDITION,
                "cell 'web' is kept frozen");
        assertThat(Files.size(beat)).isEqualTo(size);

        node.cells.freezing().thaw(name("web"));
        node.cells.freezing().thaw(name("web"));
        await().until(() -> Files.size(beat) > size);
        assertThat(web.isFrozen()).isTrue(); // that of the daemon that is gone
    }

    @Test
    void whatIsFrozenTakesNothingNewAndCanBeStoppedAndFreed() throws IOException {
        Path beat = leaks.directory().resolve("beat");
        Cell web = node.cells.allocate(cell("web"));
        Executable main = web.start(shell("main", "while :; do echo x >> " + beat + "; sleep 0.02; done"));
        await().until(() -> Files.exists(beat));
        node.cells.freezing().freeze(name("web"));
        long size = Files.size(beat);
        assertCode(
                () -> main.exec(ExecProcess.of("true")),
                FaultCode.FAILED_PRECONDITION,
                "executable 'main' in cell 'web' is frozen");
        web.executables()
                .stop(
                        main.spec().name(),
                        Duration.ofSeconds(60),
                        () -> node.cells.freezing().thawWith(name("web")));
        assertThat(main.state())
                .isInstanceOfSatisfying(
                        Exited.class, exit -> assertThat(exit.exitCode()).isEqualTo(143));
        assertThat(Files.size(beat)).as("ran before it was asked to end").isEqualTo(size);
        assertThat(web.isFrozen()).isFalse();

        node.cells.allocate(cell("jobs"));
        ProcessId inner = process(node.cells.allocate(cell("jobs/a")).start(shell("main", "exec sleep 1000")));
        node.cells.freezing().freeze(name("jobs/a"));
        node.cells.freezing().freeze(name("jobs"));
        node.cells.free(name("jobs"));
        assertThat(inner.isAlive()).isFalse();
        assertThat(node.cells.find(name("jobs/a"))).isEmpty();
    }

    @Test
    void theFiguresOfACellHoldThoseOfItsExecutablesAndTheProcessesAreNamed() {
        Cell web = node.cells.allocate(cell("web"));
        web.start(shell("busy", "while :; do :; done"));
        web.start(shell("idle", "exec sleep 1000"));
        node.cells.allocate(cell("web/inner")).start(shell("main", "exec sleep 2000"));

        await().until(() -> stats("web").getUsage().getCpu().getUsageNanos() > 20_000_000);
        await().until(() -> stats("web").getUsage().getCpu().getUsageNanoCores() > 10_000_000);
        CellStats stats = stats("web");
        assertThat(stats.getUsage().hasDisk()).as("it has no root of its own").isFalse();
        assertThat(stats.getCell().getName()).isEqualTo("web");
        assertThat(stats.getUsage().getPids().getCurrent()).isEqualTo(3);
        assertThat(stats.getUsage().getMemory().getUsage()).isPositive();
        assertThat(stats.getExecutablesList())
                .extracting(executable -> executable.getExecutableName())
                .containsExactly("busy", "idle");
        assertThat(stats.getExecutables(0).getUsage().getCpu().getUsageNanos())
                .isGreaterThan(stats.getExecutables(1).getUsage().getCpu().getUsageNanos());
        assertThat(node.cells.statistics().all(ALL))
                .extracting(CellStats::getCellName)
                .containsExactly("web", "web/inner");
        assertCode(() -> node.cells.statistics().below(name("far"), ALL), FaultCode.NOT_FOUND, "'far'");

        List<ProcessStatus> processes = ProcessTable.of(node.cells.within(name("web")));
        assertThat(processes)
                .extracting(process -> process.getCellName() + " " + process.getExecutableName() + " "
                        + process.getUser() + " " + process.getArgs(process.getArgsCount() - 1))
                .contains("web idle root 1000", "web/inner main root 2000")
                .hasSize(3);
        assertThat(processes.getFirst().getRss()).isPositive();
        assertThat(processes.getFirst().getStartedAt().getSeconds()).isPositive();
    }

    @Test
    void executablesOfAnIsolatedCellAndOfThoseInItShareANetworkAndNoProcesses() {
        CellSpec plain = cell("alone");
        node.cells.allocate(new CellSpec(
                plain.name(),
                plain.limits(),
                true,
                true,
                Labels.NONE,
                null,
                List.of(),
                null,
                List.of(),
                plain.security()));
        Cell inner = node.cells.allocate(cell("alone/inner"));
        Cell alone = node.cells.get(name("alone"));
        ProcessId one = process(alone.start(shell("one", "exec sleep 1000")));
        ProcessId two = process(inner.start(shell("two", "exec sleep 1000")));

        assertThat(namespace(one, "net")).isEqualTo(namespace(two, "net")).isNotEqualTo(namespace(self(), "net"));
        assertThat(namespace(one, "pid")).isNotEqualTo(namespace(two, "pid")).isNotEqualTo(namespace(self(), "pid"));
        Executable look =
                inner.start(shell("look", "ls -d /proc/[0-9]*; cat /sys/class/net/lo/operstate; ip -o addr show lo"));
        assertThat(look.awaitExit(PATIENCE)).isTrue();
        assertThat(look.log()).content().contains("127.0.0.1").doesNotContain("/proc/" + one.pid());
    }

    private static ProcessId self() {
        return ProcessId.of(ProcessHandle.current().pid()).orElseThrow();
    }

    private static Map.Entry<String, String> namespace(ProcessId process, String kind) {
        try {
            Path link = Path.of("/proc", Long.toString(process.pid()), "ns", kind);
            return Map.entry(kind, Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
