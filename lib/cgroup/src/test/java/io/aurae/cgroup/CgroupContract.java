// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.FaultCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds on every machine, and so on each fake of one. */
abstract class CgroupContract {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Process> processes = new ArrayList<>();

    abstract Cgroups cgroups();

    /** A control group that nobody else uses and that does not exist. */
    abstract CgroupPath base();

    /** Moves a process into the control group, in every hierarchy. */
    abstract void enter(CgroupPath path, long pid) throws IOException;

    long startIn(CgroupPath path) throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        processes.add(process);
        enter(path, process.pid());
        return process.pid();
    }

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        cgroups().open(base()).delete();
    }

    @Test
    void aControlGroupExistsFromCreateToDelete() {
        CgroupPath path = base().child("web");
        assertThat(cgroups().open(path).exists()).isFalse();
        Cgroup web = cgroups().create(path);
        assertThat(web.exists()).isTrue();
        assertThat(cgroups().open(base()).exists()).isTrue();
        web.delete();
        assertThat(web.exists()).isFalse();
        assertThat(cgroups().open(base()).exists()).isTrue();
    }

    @Test
    void creatingAndDeletingMayBeRepeated() {
        CgroupPath path = base().child("web");
        cgroups().create(path);
        Cgroup web = cgroups().create(path);
        web.delete();
        web.delete();
        assertThat(web.exists()).isFalse();
    }

    @Test
    void aControlGroupIsOnlyDeletedAsUnusedWithoutProcessesAndOthersInIt() throws IOException {
        Cgroup web = cgroups().create(base().child("web"));
        Cgroup inner = cgroups().create(base().child("web/inner"));
        web.deleteIfUnused();
        assertThat(web.exists()).isTrue();
        inner.deleteIfUnused();
        assertThat(inner.exists()).isFalse();

        startIn(web.path());
        web.deleteIfUnused();
        assertThat(web.exists()).isTrue();
        web.killAll(PATIENCE);
        web.deleteIfUnused();
        web.deleteIfUnused();
        assertThat(web.exists()).isFalse();
    }

    @Test
    void processesBelowAreListedToo() throws IOException {
        CgroupPath web = base().child("web");
        CgroupPath inner = web.child("a/b");
        cgroups().create(inner);
        cgroups().create(web.child("c"));
        long one = startIn(inner);
        long two = startIn(web.child("c"));
        assertThat(cgroups().open(web).pids()).containsExactlyInAnyOrder(one, two);
        assertThat(cgroups().open(inner).pids()).containsExactly(one);
        assertThat(cgroups().open(base().child("absent")).pids()).isEmpty();
    }

    @Test
    void killingEndsAllProcessesBelowAndThenItCanBeDeleted() throws IOException {
        CgroupPath web = base().child("web");
        cgroups().create(web.child("a"));
        cgroups().create(web.child("b"));
        startIn(web.child("a"));
        startIn(web.child("b"));
        Cgroup cgroup = cgroups().open(web);
        cgroup.killAll(PATIENCE);
        assertThat(cgroup.pids()).isEmpty();
        cgroup.killAll(PATIENCE);
        cgroup.delete();
        assertThat(cgroup.exists()).isFalse();
    }

    @Test
    void aControlGroupWithProcessesIsNotDeleted() throws IOException {
        CgroupPath web = base().child("web");
        Cgroup cgroup = cgroups().create(web);
        long pid = startIn(web);
        assertThatThrownBy(cgroup::delete)
                .isInstanceOfSatisfying(
                        CgroupException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION))
                .hasMessageContaining("[" + pid + "]");
        assertThat(cgroup.pids()).containsExactly(pid);
    }

    static CgroupLimits limits(CgroupLimits.Cpu cpu, CgroupLimits.Cpuset cpuset, CgroupLimits.Memory memory) {
        return new CgroupLimits(cpu, cpuset, memory, null, CgroupLimits.Io.NONE, Map.of(), Map.of());
    }

    @Test
    void limitsAreTakenAndTakenAgain() {
        Cgroup web = cgroups().create(base().child("web"));
        CgroupLimits limits = new CgroupLimits(
                new CgroupLimits.Cpu(200L, 50_000L, 200_000L),
                new CgroupLimits.Cpuset("0", "0"),
                new CgroupLimits.Memory(null, null, null, 64L << 20, null),
                100L,
                CgroupLimits.Io.NONE,
                Map.of(),
                Map.of());
        web.apply(limits);
        web.apply(limits);
        assertThat(web.stats(EnumSet.allOf(CgroupStats.Part.class)))
                .hasValueSatisfying(stats ->
                        assertThat(requireNonNull(stats.pids()).limit()).isEqualTo(100));
    }

    @Test
    void noLimitsNeedNoControlGroup() {
        cgroups().open(base().child("absent")).apply(CgroupLimits.NONE);
    }

    @Test
    void limitsOfAnAbsentControlGroupAreNotFound() {
        Cgroup absent = cgroups().open(base().child("absent"));
        CgroupLimits limits =
                limits(new CgroupLimits.Cpu(1L, null, null), CgroupLimits.Cpuset.NONE, CgroupLimits.Memory.NONE);
        assertThatThrownBy(() -> absent.apply(limits))
                .isInstanceOfSatisfying(
                        CgroupException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.NOT_FOUND))
                .hasMessage("cgroup '" + base().child("absent") + "' not found");
        assertThatThrownBy(() -> absent.freeze(PATIENCE)).hasMessageContaining("not found");
        assertThat(absent.stats(EnumSet.allOf(CgroupStats.Part.class))).isEmpty();
        assertThat(absent.isFrozen()).isFalse();
    }

    @Test
    void anAbsentProcessorIsRefusedWithThoseThereAre() {
        Cgroup web = cgroups().create(base().child("web"));
        CgroupLimits limits =
                limits(CgroupLimits.Cpu.NONE, new CgroupLimits.Cpuset("4999", null), CgroupLimits.Memory.NONE);
        assertThatThrownBy(() -> web.apply(limits))
                .isInstanceOfSatisfying(
                        CgroupException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT))
                .hasMessageMatching(
                        "limit cpuset.cpus '4999' \\(expected: among '0[-,0-9]*', which the group above has\\)");
    }

    @Test
    void whatIsFrozenIsHeldAndWhatIsInItUntilItIsThawed() throws IOException {
        CgroupPath web = base().child("web");
        cgroups().create(web.child("inner"));
        startIn(web.child("inner"));
        Cgroup cgroup = cgroups().open(web);
        assertThat(cgroup.isHeld()).isFalse();

        cgroup.freeze(PATIENCE);
        cgroup.freeze(PATIENCE);
        assertThat(cgroup.isFrozen()).isTrue();
        assertThat(cgroup.isHeld()).isTrue();
        assertThat(cgroups().open(web.child("inner")).isFrozen()).isFalse();

        cgroup.thaw();
        cgroup.thaw();
        assertThat(cgroup.isFrozen()).isFalse();
        assertThat(cgroup.isHeld()).isFalse();
        cgroup.killAll(PATIENCE);
    }

    @Test
    void whatIsFrozenIsKilledToo() throws IOException {
        CgroupPath web = base().child("web");
        Cgroup cgroup = cgroups().create(web);
        startIn(web);
        cgroup.freeze(PATIENCE);
        cgroup.killAll(PATIENCE);
        assertThat(cgroup.pids()).isEmpty();
        assertThat(cgroup.isFrozen()).isFalse();
    }

    @Test
    void anUpdateThatIsRefusedOrWhoseEndFailsLeavesAllAsItWas() {
        Cgroup web = cgroups().create(base().child("web"));
        CgroupLimits first = new CgroupLimits(
                CgroupLimits.Cpu.NONE,
                CgroupLimits.Cpuset.NONE,
                CgroupLimits.Memory.NONE,
                50L,
                CgroupLimits.Io.NONE,
                Map.of(),
                Map.of());
        web.apply(first);
        CgroupLimits second = new CgroupLimits(
                new CgroupLimits.Cpu(300L, 20_000L, 50_000L),
                CgroupLimits.Cpuset.NONE,
                new CgroupLimits.Memory(null, null, null, 32L << 20, null),
                20L,
                CgroupLimits.Io.NONE,
                Map.of(),
                Map.of());
        assertThatThrownBy(() -> web.update(first, second, () -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessage("disk full");
        CgroupStats stats = web.stats(EnumSet.of(CgroupStats.Part.PIDS, CgroupStats.Part.MEMORY))
                .orElseThrow();
        assertThat(requireNonNull(stats.pids()).limit()).isEqualTo(50);
        assertThat(requireNonNull(stats.memory()).limit()).isNull();
    }
}
