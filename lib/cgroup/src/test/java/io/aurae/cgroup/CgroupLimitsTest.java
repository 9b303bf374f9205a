// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static io.aurae.cgroup.CgroupLimits.NO_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupLimitsTest {
    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 10_001, Long.MAX_VALUE})
    void aWeightOutOfRangeIsRefused(long weight) {
        assertThatThrownBy(() -> new CgroupLimits.Cpu(weight, null, null))
                .hasMessage("limit cpu.weight '" + weight + "' (expected: 1 to 10000)");
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 0, 999, Long.MAX_VALUE})
    void aQuotaOutOfRangeIsRefused(long quota) {
        assertThatThrownBy(() -> new CgroupLimits.Cpu(null, quota, null))
                .hasMessageContaining("limit cpu.max '" + quota + "'");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 999, 1_000_001})
    void aPeriodOutOfRangeIsRefused(long period) {
        assertThatThrownBy(() -> new CgroupLimits.Cpu(null, null, period)).hasMessageContaining("'" + period + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0-", "-1", "0,", "0;1", "0\n1", "0-1-2", "3-1", "65536", "99999999999"})
    void aListInAnotherFormIsRefused(String list) {
        assertThatThrownBy(() -> new CgroupLimits.Cpuset(list, null))
                .hasMessageContaining("limit cpuset.cpus '" + list.replace('\n', '?') + "'")
                .hasMessageContaining("expected: a list such as 0-2,7");
        assertThatThrownBy(() -> new CgroupLimits.Cpuset(null, list)).hasMessageContaining("cpuset.mems");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"0;0", "0-3;0-3", "0,2,4-7;0,2,4-7", "1,0,2;0-2", "1023;1023"})
    void aListOfTheKernelsFormIsTaken(String list, String shortest) {
        assertThat(new CgroupLimits.Cpuset(list, null).cpus()).isEqualTo(list);
        assertThat(CpuList.parse("cpuset.cpus", list)).hasToString(shortest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "memory",
                "../memory.max",
                "memory/../x.y",
                "memory..max",
                ".memory.max",
                "memory.oom group",
                "memory.oom\ngroup",
                "Memory.oom.group"
            })
    void aHostileUnifiedKeyIsRefused(String key) {
        assertThatThrownBy(() -> unified(key, "1"))
                .hasMessageContaining("limit unified key '")
                .hasMessageContaining("expected: the name of a file of cgroup v2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cgroup.procs",
                "cgroup.freeze",
                "cgroup.kill",
                "cpu.max",
                "cpu.weight",
                "cpuset.cpus",
                "memory.max",
                "memory.swap.max",
                "pids.max",
                "io.max",
                "hugetlb.2MB.max"
            })
    void aUnifiedKeyThatHasAFieldOrSteersTheGroupIsRefused(String key) {
        assertThatThrownBy(() -> unified(key, "1"))
                .hasMessage("limit unified key '" + key + "' (expected: one that no other field stands for)");
    }

    @Test
    void aUnifiedValueIsOneLine() {
        assertThat(unified("memory.oom.group", "1").unified()).containsEntry("memory.oom.group", "1");
        assertThatThrownBy(() -> unified("memory.oom.group", "1\n0")).hasMessageContaining("'1?0'");
        assertThatThrownBy(() -> unified("memory.oom.group", "x".repeat(1025))).hasMessageContaining("xx…'");
        assertThatThrownBy(() -> unified("memory.oom.group", ""))
                .hasMessageContaining("limit unified memory.oom.group ''");
    }

    private static CgroupLimits unified(String key, String value) {
        return new CgroupLimits(
                CgroupLimits.Cpu.NONE,
                CgroupLimits.Cpuset.NONE,
                CgroupLimits.Memory.NONE,
                null,
                CgroupLimits.Io.NONE,
                Map.of(),
                Map.of(key, value));
    }

    @Test
    void memoryAndDevicesHaveTheirRangesToo() {
        assertThatThrownBy(() -> new CgroupLimits.Memory(null, null, null, 65_535L, null))
                .hasMessage("limit memory.max '65535' (expected: at least 65536, or -1 for no limit)");
        assertThatThrownBy(() -> new CgroupLimits.Memory(-1L, null, null, null, null))
                .hasMessageContaining("memory.min");
        assertThat(new CgroupLimits.Memory(null, null, null, NO_LIMIT, NO_LIMIT).max())
                .isEqualTo(NO_LIMIT);
        assertThatThrownBy(() -> new CgroupLimits.Device(4096, 0, null, null, null, null))
                .hasMessageContaining("'4096'");
        assertThatThrownBy(() -> new CgroupLimits.Device(8, 0, 0L, null, null, null))
                .hasMessageContaining("io.read_bps '0'");
        CgroupLimits.Device device = new CgroupLimits.Device(8, 0, 1L, null, null, null);
        assertThatThrownBy(() -> new CgroupLimits.Io(null, List.of(device, device)))
                .hasMessageContaining("'8:0' (expected: each device once)");
        assertThatThrownBy(() -> new CgroupLimits.Io(0L, List.of())).hasMessageContaining("io.weight '0'");
    }

    @Test
    void whatAChangeLeavesOutStaysAsItWas() {
        CgroupLimits base = new CgroupLimits(
                new CgroupLimits.Cpu(100L, 50_000L, null),
                new CgroupLimits.Cpuset("0", null),
                CgroupLimits.Memory.NONE,
                7L,
                new CgroupLimits.Io(null, List.of(new CgroupLimits.Device(8, 0, 1L, 2L, null, null))),
                Map.of("2MB", 0L),
                Map.of());
        CgroupLimits change = new CgroupLimits(
                new CgroupLimits.Cpu(null, NO_LIMIT, null),
                CgroupLimits.Cpuset.NONE,
                CgroupLimits.Memory.NONE,
                null,
                new CgroupLimits.Io(9L, List.of(new CgroupLimits.Device(8, 0, null, 3L, null, null))),
                Map.of("1GB", 5L),
                Map.of());

        CgroupLimits all = change.over(base);

        assertThat(all.cpu()).isEqualTo(new CgroupLimits.Cpu(100L, NO_LIMIT, null));
        assertThat(all.cpuset()).isEqualTo(base.cpuset());
        assertThat(all.pidsMax()).isEqualTo(7);
        assertThat(all.io().devices()).containsExactly(new CgroupLimits.Device(8, 0, 1L, 3L, null, null));
        assertThat(all.hugetlb()).containsEntry("2MB", 0L).containsEntry("1GB", 5L);
        assertThat(all.partsOf(change).cpuset()).isEqualTo(CgroupLimits.Cpuset.NONE);
        assertThat(CgroupLimits.NONE.over(base)).isEqualTo(base);
    }
}
