// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.Bytes;
import io.aurae.base.FaultCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

    @Test
    void limitsAreTakenAndTakenAgain() {
        Cgroup web = cgroups().create(base().child("web"));
        CgroupLimits limits = new CgroupLimits(
                new CgroupLimits.Cpu(OptionalLong.of(200), OptionalLong.of(50_000), OptionalLong.of(200_000)),
                new CgroupLimits.Cpuset(Optional.of("0"), Optional.of("0")),
                new CgroupLimits.Memory(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(new Bytes(64 << 20))));
        assertThat(web.apply(limits)).isEmpty();
        assertThat(web.apply(limits)).isEmpty();
    }

    @Test
    void noLimitsNeedNoControlGroup() {
        assertThat(cgroups().open(base().child("absent")).apply(CgroupLimits.NONE))
                .isEmpty();
    }

    @Test
    void limitsOfAnAbsentControlGroupAreNotFound() {
        Cgroup absent = cgroups().open(base().child("absent"));
        CgroupLimits limits = new CgroupLimits(
                new CgroupLimits.Cpu(OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty()),
                CgroupLimits.Cpuset.NONE,
                CgroupLimits.Memory.NONE);
        assertThatThrownBy(() -> absent.apply(limits))
                .isInstanceOfSatisfying(
                        CgroupException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.NOT_FOUND))
                .hasMessageMatching("write '[0-9]+' to .*absent/cpu\\..*");
    }
}
