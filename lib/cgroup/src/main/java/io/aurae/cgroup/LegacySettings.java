// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static io.aurae.cgroup.CgroupLimits.NO_LIMIT;

import io.aurae.cgroup.Hierarchy.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits in the files of version 1, but for the cpuset. What is lifted is -1 in most of them, 0 for block devices.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">the kernel's documentation</a>
 */
final class LegacySettings {
    static final String QUOTA = "cpu.cfs_quota_us";
    static final String PERIOD = "cpu.cfs_period_us";
    static final long USUAL_PERIOD = 100_000;
    private static final String MEMORY = "memory.limit_in_bytes";
    private static final String MEMORY_AND_SWAP = "memory.memsw.limit_in_bytes";

    private final LegacyHierarchy hierarchy;
    private final Path directory;
    private final CgroupLimits limits;
    private final List<Setting> settings = new ArrayList<>();

    LegacySettings(LegacyHierarchy hierarchy, Path directory, CgroupLimits limits) {
        this.hierarchy = hierarchy;
        this.directory = directory;
        this.limits = limits;
    }

    List<Setting> list() {
        if (hierarchy.has("cpu")) {
            cpu(limits.cpu());
        }
        if (hierarchy.has("memory")) {
            memory(limits.memory());
        }
        if (hierarchy.has("pids")) {
            Long most = limits.pidsMax();
            add("pids.max", "pids.max", most == null || most != NO_LIMIT ? most : "max");
        }
        if (hierarchy.has("blkio")) {
            io(limits.io());
        }
        if (hierarchy.has("hugetlb")) {
            limits.hugetlb()
                    .forEach((size, bytes) -> add("hugetlb." + size, "hugetlb." + size + ".limit_in_bytes", bytes));
        }
        return settings;
    }

    private void add(String limit, String file, @Nullable Object value) {
        if (value != null) {
            settings.add(new Setting(limit, file, value.toString()));
        }
    }

    private void cpu(CgroupLimits.Cpu cpu) {
        Long weight = cpu.weight();
        add("cpu.weight", "cpu.shares", weight == null ? null : weight * 1024 / 100);
        if (cpu.maxMicros() != null || cpu.periodMicros() != null) {
            // Unlimited in between, because the new period with the old quota may exceed what the group above has.
            add("cpu.max", QUOTA, NO_LIMIT);
            add("cpu.period", PERIOD, cpu.periodMicros() == null ? USUAL_PERIOD : cpu.periodMicros());
            add("cpu.max", QUOTA, cpu.maxMicros());
        }
    }

    /** Version 1 counts memory and swap together, and wants the sum never below the memory. */
    private void memory(CgroupLimits.Memory memory) {
        Long max = memory.max();
        Long swap = memory.swap();
        if (max == null && swap != null && swap != NO_LIMIT) {
            throw CgroupException.limit("memory.swap", swap, "memory.max beside it on a machine with cgroup v1");
        }
        boolean counted = Files.exists(directory.resolve(MEMORY_AND_SWAP));
        if (swap != null && !counted) {
            throw CgroupException.unavailable("memory.swap", swap, "a kernel that counts swap");
        }
        if (counted && (max != null || swap != null)) {
            add("memory.swap", MEMORY_AND_SWAP, NO_LIMIT);
        }
        add("memory.max", MEMORY, max);
        if (max != null && max != NO_LIMIT && swap != null && swap != NO_LIMIT) {
            add("memory.swap", MEMORY_AND_SWAP, max > Long.MAX_VALUE - swap ? Long.MAX_VALUE : max + swap);
        }
        String name = memory.low() != null ? "memory.low" : "memory.high";
        add(name, "memory.soft_limit_in_bytes", memory.low() != null ? memory.low() : memory.high());
    }

    private void io(CgroupLimits.Io io) {
        Long weight = io.weight();
        if (weight != null) {
            String file = Files.exists(directory.resolve("blkio.weight")) ? "blkio.weight" : "blkio.bfq.weight";
            // The scheduler BFQ knows 1 to 1000, with the same middle.
            add("io.weight", file, weight <= 100 ? weight : 100 + (weight - 100) * 900 / 9900);
        }
        for (CgroupLimits.Device device : io.devices()) {
            throttle("io.read_bps", "blkio.throttle.read_bps_device", device, device.readBps());
            throttle("io.write_bps", "blkio.throttle.write_bps_device", device, device.writeBps());
            throttle("io.read_iops", "blkio.throttle.read_iops_device", device, device.readIops());
            throttle("io.write_iops", "blkio.throttle.write_iops_device", device, device.writeIops());
        }
    }

    private void throttle(String limit, String file, CgroupLimits.Device device, @Nullable Long value) {
        if (value != null) {
            String line = device.id() + " " + (value == NO_LIMIT ? 0 : value);
            settings.add(new Setting(limit, file, line, device.id() + " 0"));
        }
    }
}
