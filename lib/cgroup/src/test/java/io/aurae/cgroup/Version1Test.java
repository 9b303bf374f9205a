// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.testing.FakeCgroupTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On a machine with cgroup v1 alone. */
class Version1Test extends FakeMachine {
    @Override
    FakeCgroupTree tree(Path root) {
        return FakeCgroupTree.legacy(root);
    }

    @Test
    void everyHierarchyGetsIt() {
        cgroups().create(WEB);
        assertThat(List.of("cpu", "cpuset", "memory", "freezer", "hugetlb", "pids", "blkio", "systemd"))
                .allSatisfy(
                        name -> assertThat(root.resolve(name + "/aurae/web")).isDirectory());
        assertThat(cgroups().unifiedOnly()).isFalse();
        assertThat(cgroups().missingV1Hierarchies()).isEmpty();
    }

    @Test
    void aNewCpusetHasWhatTheOneAboveItHas() {
        cgroups().create(WEB);
        assertThat(content("cpuset/aurae/web/cpuset.cpus")).isEqualTo("0-3");
        assertThat(content("cpuset/aurae/cpuset.mems")).isEqualTo("0");
    }

    @Test
    void anUnfinishedCpusetIsCompletedAndAnotherLeftAlone() throws IOException {
        tree().makeDirectory(root.resolve("cpuset/aurae"));
        tree().write(root.resolve("cpuset/aurae/cpuset.cpus"), "2");
        cgroups().create(WEB);
        assertThat(content("cpuset/aurae/cpuset.cpus")).isEqualTo("2");
        assertThat(content("cpuset/aurae/cpuset.mems")).isEqualTo("0");
        assertThat(content("cpuset/aurae/web/cpuset.cpus")).isEqualTo("2");
    }

    @Test
    void limitsAreTranslated() {
        cgroups().create(WEB).apply(ON_BOTH);
        assertThat(content("cpu/aurae/web/cpu.shares")).isEqualTo("2048");
        assertThat(content("cpu/aurae/web/cpu.cfs_quota_us")).isEqualTo("50000");
        assertThat(content("cpu/aurae/web/cpu.cfs_period_us")).isEqualTo("100000");
        assertThat(content("cpuset/aurae/web/cpuset.cpus")).isEqualTo("1-2");
        assertThat(content("memory/aurae/web/memory.limit_in_bytes")).isEqualTo("1048576");
        assertThat(content("memory/aurae/web/memory.memsw.limit_in_bytes")).isEqualTo("1048581");
        assertThat(content("memory/aurae/web/memory.soft_limit_in_bytes")).isEqualTo("2");
        assertThat(content("pids/aurae/web/pids.max")).isEqualTo("77");
        assertThat(content("blkio/aurae/web/blkio.bfq.weight")).isEqualTo("140");
        assertThat(content("blkio/aurae/web/blkio.throttle.read_bps_device")).isEqualTo("8:0 1024");
        assertThat(content("blkio/aurae/web/blkio.throttle.read_iops_device")).isEqualTo("8:0 0");
        assertThat(content("blkio/aurae/web/blkio.throttle.write_iops_device")).isEqualTo("8:0 9");
        assertThat(content("hugetlb/aurae/web/hugetlb.2MB.limit_in_bytes")).isEqualTo("4096");
    }

    @Test
    void limitsThatCannotBeHeldAreNamedAndNothingIsSet() {
        Cgroup web = cgroups().create(WEB);
        assertThatThrownBy(() -> web.apply(ALL))
                .hasMessage("limits [memory.min, memory.high] of cgroup '/aurae/web' cannot be held by cgroup v1"
                        + " (expected: a machine with cgroup v2)");
        CgroupLimits raw = new CgroupLimits(
                CgroupLimits.Cpu.NONE,
                CgroupLimits.Cpuset.NONE,
                CgroupLimits.Memory.NONE,
                null,
                CgroupLimits.Io.NONE,
                Map.of(),
                Map.of("memory.oom.group", "1"));
        assertThatThrownBy(() -> web.apply(raw)).hasMessageContaining("[unified memory.oom.group]");
        assertThat(content("cpu/aurae/web/cpu.shares")).isEqualTo("1024");
    }

    @Test
    void aHighLimitAloneBecomesTheSoftLimit() {
        CgroupLimits.Memory memory = new CgroupLimits.Memory(null, null, 7L, null, null);
        cgroups().create(WEB).apply(limits(CgroupLimits.Cpu.NONE, CgroupLimits.Cpuset.NONE, memory));
        assertThat(content("memory/aurae/web/memory.soft_limit_in_bytes")).isEqualTo("7");
    }

    @Test
    void aPartOfTheTimeIsNoLargerThanThatOfTheGroupAround() {
        cgroups()
                .create(WEB)
                .apply(limits(
                        new CgroupLimits.Cpu(null, 50_000L, null), CgroupLimits.Cpuset.NONE, CgroupLimits.Memory.NONE));
        Cgroup inner = cgroups().create(WEB.child("a/b"));
        CgroupLimits more = limits(
                new CgroupLimits.Cpu(null, 150_000L, 200_000L), CgroupLimits.Cpuset.NONE, CgroupLimits.Memory.NONE);
        assertThatThrownBy(() -> inner.apply(more))
                .hasMessage(
                        "limit cpu.max '150000' in '200000' (expected: at most 50000 in 100000, which a cell around it has)");
        inner.apply(limits(
                new CgroupLimits.Cpu(null, 100_000L, 200_000L), CgroupLimits.Cpuset.NONE, CgroupLimits.Memory.NONE));
    }

    @Test
    void aNewListOfProcessorsGoesThroughTheTree() {
        Cgroup web = cgroups().create(WEB);
        cgroups().create(WEB.child("_main"));
        Cgroup own = cgroups().create(WEB.child("own"));
        own.apply(cpus("1"));
        web.apply(cpus("1-2"));
        assertThat(content("cpuset/aurae/web/cpuset.cpus")).isEqualTo("1-2");
        assertThat(content("cpuset/aurae/web/_main/cpuset.cpus")).isEqualTo("1-2");
        assertThat(content("cpuset/aurae/web/own/cpuset.cpus")).isEqualTo("1");

        assertThatThrownBy(() -> web.apply(cpus("2")))
                .hasMessage("limit cpuset.cpus '2' (expected: all of '1', which 'own' in it has)");
        assertThat(content("cpuset/aurae/web/cpuset.cpus")).isEqualTo("1-2");
        assertThat(content("cpuset/aurae/web/_main/cpuset.cpus")).isEqualTo("1-2");

        web.apply(cpus(""));
        assertThat(content("cpuset/aurae/web/_main/cpuset.cpus")).isEqualTo("0-3");
    }

    private CgroupLimits cpus(String list) {
        return limits(CgroupLimits.Cpu.NONE, new CgroupLimits.Cpuset(list, null), CgroupLimits.Memory.NONE);
    }

    /** Fails each write once; after each the limits are as they were before. */
    @Test
    void anUpdateThatFailsHalfWayRestoresWhatWas() throws IOException {
        Cgroup web = cgroups().create(WEB);
        web.apply(limits(
                new CgroupLimits.Cpu(50L, 30_000L, 60_000L), CgroupLimits.Cpuset.NONE, CgroupLimits.Memory.NONE));
        Map<Path, String> before = snapshot();
        int step = 1;
        for (boolean failed = true; failed; step++) {
            tree().failChange(step);
            try {
                web.update(CgroupLimits.NONE, ON_BOTH, () -> {});
                failed = false;
            } catch (CgroupException e) {
                assertThat(snapshot()).isEqualTo(before);
            }
        }
        assertThat(step).isGreaterThan(12);
        assertThat(snapshot()).isNotEqualTo(before);
    }

    private Map<Path, String> snapshot() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file).strip();
                // A device without limits is as one that was never named.
                files.put(file, content.matches("[0-9]+:[0-9]+ 0") ? "" : content);
            }
        }
        return files;
    }

    @Test
    void theFiguresOfVersion1AreRead() throws IOException {
        cgroups().create(WEB);
        put("cpuacct/aurae/web/cpuacct.usage", "3000");
        put("cpuacct/aurae/web/cpuacct.usage_user", "2000");
        put("cpuacct/aurae/web/cpuacct.usage_sys", "1000");
        put("cpu/aurae/web/cpu.stat", "nr_periods 7\nnr_throttled 2\nthrottled_time 99\n");
        put("memory/aurae/web/memory.usage_in_bytes", "5000");
        put("memory/aurae/web/memory.stat", """
                rss 1
                total_rss 100
                total_cache 200
                total_inactive_file 150
                total_pgfault 11
                total_pgmajfault 3
                total_swap 8
                hierarchical_memory_limit 9000
                hierarchical_memsw_limit 9500
                """);
        put("memory/aurae/web/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n");
        put("blkio/aurae/web/blkio.throttle.io_service_bytes_recursive", "8:0 Read 10\n8:0 Write 20\nTotal 30\n");
        put("blkio/aurae/web/blkio.throttle.io_serviced_recursive", "8:0 Read 1\n8:0 Write 2\nTotal 3\n");
        put("pids/aurae/web/pids.current", "6");

        assertThat(cgroups().open(WEB).stats(EnumSet.allOf(CgroupStats.Part.class)))
                .contains(new CgroupStats(
                        new CgroupStats.Cpu(3000, 2000, 1000, 7, 2, 99),
                        new CgroupStats.Memory(5000, 4850, 100, 200, 11, 3, 9000L, 8, 500L, 4),
                        new CgroupStats.Io(List.of(new CgroupStats.Device(8, 0, 10, 20, 1, 2))),
                        new CgroupStats.Pids(6, null),
                        null));
    }

    @Test
    void nothingIsLeftFrozen() throws IOException {
        Cgroup web = cgroups().create(WEB);
        startIn(WEB);
        web.killAll(PATIENCE);
        assertThat(content("freezer/aurae/web/freezer.state")).isEqualTo("THAWED");
    }

    @Test
    void aLimitWithoutItsControllerIsRefused() throws IOException {
        String mounts = Files.readString(tree().mountinfo()).replaceAll("(?m)^.*/memory .*$\n", "");
        Files.writeString(root.resolve("mountinfo"), mounts);
        Cgroup web = Cgroups.at(root.resolve("mountinfo"), tree()).create(WEB);
        assertThatThrownBy(() -> web.apply(ON_BOTH)).hasMessageContaining("'memory'");
    }
}
