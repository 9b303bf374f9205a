// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static io.aurae.cgroup.CgroupLimits.NO_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.testing.FakeCgroupTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On a machine with cgroup v2 alone, and on one without control groups. */
class Version2Test extends FakeMachine {
    @Override
    FakeCgroupTree tree(Path root) {
        return FakeCgroupTree.unified(root);
    }

    @Test
    void controllersAreGivenDownToItAndNoFurther() {
        cgroups().create(WEB);
        assertThat(content("unified/aurae/web/cgroup.controllers")).contains("cpu", "cpuset", "memory", "hugetlb");
        assertThat(content("unified/aurae/web/cgroup.subtree_control")).isEmpty();
        assertThat(cgroups().unifiedOnly()).isTrue();
        assertThat(cgroups().missingV1Hierarchies()).isEmpty();
    }

    @Test
    void everyLimitHasItsFile() {
        Cgroup web = cgroups().create(WEB);
        web.apply(ALL);
        web.apply(new CgroupLimits(
                CgroupLimits.Cpu.NONE,
                CgroupLimits.Cpuset.NONE,
                CgroupLimits.Memory.NONE,
                NO_LIMIT,
                ON_BOTH.io(),
                ON_BOTH.hugetlb(),
                Map.of("memory.oom.group", "1")));
        assertThat(content("unified/aurae/web/cpu.weight")).isEqualTo("200");
        assertThat(content("unified/aurae/web/cpu.max")).isEqualTo("50000 100000");
        assertThat(content("unified/aurae/web/cpuset.cpus")).isEqualTo("1-2");
        assertThat(content("unified/aurae/web/memory.min")).isEqualTo("1");
        assertThat(content("unified/aurae/web/memory.low")).isEqualTo("2");
        assertThat(content("unified/aurae/web/memory.high")).isEqualTo("3");
        assertThat(content("unified/aurae/web/memory.max")).isEqualTo("1048576");
        assertThat(content("unified/aurae/web/memory.swap.max")).isEqualTo("5");
        assertThat(content("unified/aurae/web/memory.oom.group")).isEqualTo("1");
        assertThat(content("unified/aurae/web/pids.max")).isEqualTo("max");
        assertThat(content("unified/aurae/web/io.weight")).isEqualTo("default 550");
        assertThat(content("unified/aurae/web/io.max")).isEqualTo("8:0 rbps=1024 riops=max wiops=9");
        assertThat(content("unified/aurae/web/hugetlb.2MB.max")).isEqualTo("4096");
    }

    @Test
    void aKeyThisKernelHasNotIsRefused() {
        Cgroup web = cgroups().create(WEB);
        CgroupLimits raw = new CgroupLimits(
                CgroupLimits.Cpu.NONE,
                CgroupLimits.Cpuset.NONE,
                CgroupLimits.Memory.NONE,
                5L,
                CgroupLimits.Io.NONE,
                Map.of(),
                Map.of("memory.nonsense", "1"));
        assertThatThrownBy(() -> web.apply(raw))
                .hasMessage("limit unified memory.nonsense '1' is refused by the kernel: No such file or directory"
                        + " (expected: a kernel with the file memory.nonsense)");
        assertThat(content("unified/aurae/web/pids.max")).isEqualTo("max");
    }

    @Test
    void theFiguresOfVersion2AreRead() throws IOException {
        cgroups().create(WEB);
        put(
                "unified/aurae/web/cpu.stat",
                "usage_usec 3\nuser_usec 2\nsystem_usec 1\nnr_periods 7\nnr_throttled 2\nthrottled_usec 9\n");
        put("unified/aurae/web/memory.current", "5000");
        put("unified/aurae/web/memory.stat", "anon 100\nfile 200\ninactive_file 150\npgfault 11\npgmajfault 3\n");
        put("unified/aurae/web/memory.events", "low 0\noom 1\noom_kill 4\n");
        put("unified/aurae/web/memory.swap.current", "8");
        put("unified/aurae/web/memory.max", "9000");
        put("unified/aurae/web/io.stat", "8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n");
        put("unified/aurae/web/pids.current", "6");
        put(
                "unified/aurae/web/cpu.pressure",
                "some avg10=1.50 avg60=0.25 avg300=0.01 total=42\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n");

        assertThat(cgroups().open(WEB).stats(EnumSet.allOf(CgroupStats.Part.class)))
                .contains(new CgroupStats(
                        new CgroupStats.Cpu(3000, 2000, 1000, 7, 2, 9000),
                        new CgroupStats.Memory(5000, 4850, 100, 200, 11, 3, 9000L, 8, null, 4),
                        new CgroupStats.Io(List.of(new CgroupStats.Device(8, 0, 10, 20, 1, 2))),
                        new CgroupStats.Pids(6, null),
                        new CgroupStats.Pressures(
                                new CgroupStats.Pressure(
                                        new CgroupStats.Stall(1.5, 0.25, 0.01, 42), new CgroupStats.Stall(0, 0, 0, 7)),
                                null,
                                null)));
        assertThat(cgroups().open(WEB).stats(EnumSet.of(CgroupStats.Part.PIDS)))
                .contains(new CgroupStats(null, null, null, new CgroupStats.Pids(6, null), null));
    }

    @Test
    void aMachineWithoutControlGroupsIsRefused() throws IOException {
        Path mountinfo = Files.writeString(root.resolve("none"), "1 1 0:1 / / rw - ext4 /dev/vda rw\n");
        assertThatThrownBy(() ->
                        Cgroups.at(mountinfo, FakeCgroupTree.unified(Files.createDirectory(root.resolve("other")))))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("'" + mountinfo + "'");
    }
}
