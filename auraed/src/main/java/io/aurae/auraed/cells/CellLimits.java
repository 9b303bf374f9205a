// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.base.Bytes;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CpuController;
import io.aurae.proto.cells.v0.CpusetController;
import io.aurae.proto.cells.v0.MemoryController;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a cell may use; absent means unlimited.
 *
 * @param cpuWeight 1 to 10000
 * @param cpuMaxMicros CPU time in each period, at least 1000
 * @param cpuPeriodMicros 1000 to 1000000; 100000 when absent
 * @param cpus a list such as {@code 0-2,7}
 * @param mems likewise
 */
record CellLimits(
        @Nullable Long cpuWeight,
        @Nullable Long cpuMaxMicros,
        @Nullable Long cpuPeriodMicros,
        @Nullable String cpus,
        @Nullable String mems,
        @Nullable Long memoryMinBytes,
        @Nullable Long memoryLowBytes,
        @Nullable Long memoryHighBytes,
        @Nullable Long memoryMaxBytes) {
    private static final int LIST_CHARACTERS_MAX = 1024;
    /** With less the kernel has no room for the control group of an executable. */
    private static final long LEAST_MEMORY_BYTES = 64 * 1024;

    private static final Pattern LIST = Pattern.compile("[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*");

    /** @throws ResourceException INVALID_ARGUMENT when a limit is out of range */
    CellLimits {
        requireRange("cpu.weight", cpuWeight, 1, 10_000);
        requireRange("cpu.max", cpuMaxMicros, 1_000, Long.MAX_VALUE);
        requireRange("cpu.period", cpuPeriodMicros, 1_000, 1_000_000);
        requireList("cpuset.cpus", cpus);
        requireList("cpuset.mems", mems);
        requireRange("memory.min", memoryMinBytes, 0, Long.MAX_VALUE);
        requireRange("memory.low", memoryLowBytes, 0, Long.MAX_VALUE);
        requireRange("memory.high", memoryHighBytes, 0, Long.MAX_VALUE);
        requireRange("memory.max", memoryMaxBytes, LEAST_MEMORY_BYTES, Long.MAX_VALUE);
    }

    static CellLimits of(Cell cell) {
        CpuController cpu = cell.getCpu();
        CpusetController cpuset = cell.getCpuset();
        MemoryController memory = cell.getMemory();
        return new CellLimits(
                cpu.hasWeight() ? cpu.getWeight() : null,
                cpu.hasMax() ? cpu.getMax() : null,
                cpu.hasPeriod() ? cpu.getPeriod() : null,
                cpuset.hasCpus() ? cpuset.getCpus() : null,
                cpuset.hasMems() ? cpuset.getMems() : null,
                memory.hasMin() ? memory.getMin() : null,
                memory.hasLow() ? memory.getLow() : null,
                memory.hasHigh() ? memory.getHigh() : null,
                memory.hasMax() ? memory.getMax() : null);
    }

    CgroupLimits toCgroup() {
        return new CgroupLimits(
                new CgroupLimits.Cpu(number(cpuWeight), number(cpuMaxMicros), number(cpuPeriodMicros)),
                new CgroupLimits.Cpuset(Optional.ofNullable(cpus), Optional.ofNullable(mems)),
                new CgroupLimits.Memory(
                        bytes(memoryMinBytes), bytes(memoryLowBytes), bytes(memoryHighBytes), bytes(memoryMaxBytes)));
    }

    private static OptionalLong number(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static Optional<Bytes> bytes(@Nullable Long value) {
        return Optional.ofNullable(value).map(Bytes::new);
    }

    private static void requireRange(String limit, @Nullable Long value, long least, long most) {
        if (value != null && (value < least || value > most)) {
            String expected = most == Long.MAX_VALUE ? "at least " + least : least + " to " + most;
            throw ResourceException.invalid("limit " + limit + " '" + value + "' (expected: " + expected + ")");
        }
    }

    private static void requireList(String limit, @Nullable String value) {
        if (value != null
                && (value.length() > LIST_CHARACTERS_MAX || !LIST.matcher(value).matches())) {
            String shown = value.length() <= 80 ? value : value.substring(0, 80) + "…";
            throw ResourceException.invalid("limit " + limit + " '" + shown
                    + "' (expected: a list such as 0-2,7 of at most " + LIST_CHARACTERS_MAX + " characters)");
        }
    }
}
