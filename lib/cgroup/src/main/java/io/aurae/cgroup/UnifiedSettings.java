// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static io.aurae.cgroup.CgroupLimits.NO_LIMIT;

import io.aurae.cgroup.Hierarchy.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Limits in the files of version 2.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">the kernel's documentation</a>
 */
final class UnifiedSettings {
    private static final String NONE = "max";

    private final UnifiedHierarchy hierarchy;
    private final Path directory;
    private final CgroupLimits limits;
    private final List<Setting> settings = new ArrayList<>();

    UnifiedSettings(UnifiedHierarchy hierarchy, Path directory, CgroupLimits limits) {
        this.hierarchy = hierarchy;
        this.directory = directory;
        this.limits = limits;
    }

    List<Setting> list() {
        if (hierarchy.holds("cpu")) {
            cpu(limits.cpu());
        }
        if (hierarchy.holds("cpuset")) {
            cpuset("cpuset.cpus", limits.cpuset().cpus());
            cpuset("cpuset.mems", limits.cpuset().mems());
        }
        if (hierarchy.holds("memory")) {
            CgroupLimits.Memory memory = limits.memory();
            add("memory.min", "memory.min", memory.min());
            add("memory.low", "memory.low", memory.low());
            add("memory.high", "memory.high", memory.high());
            add("memory.max", "memory.max", memory.max());
            add("memory.swap", "memory.swap.max", memory.swap());
        }
        if (hierarchy.holds("pids")) {
            add("pids.max", "pids.max", limits.pidsMax());
        }
        if (hierarchy.holds("io")) {
            io(limits.io());
        }
        if (hierarchy.holds("hugetlb")) {
            limits.hugetlb().forEach((size, bytes) -> add("hugetlb." + size, "hugetlb." + size + ".max", bytes));
        }
        new TreeMap<>(limits.unified())
                .forEach((key, value) -> settings.add(new Setting("unified " + key, key, value)));
        return settings;
    }

    private void add(String limit, String file, @Nullable Long value) {
        if (value != null) {
            settings.add(new Setting(limit, file, orNone(value)));
        }
    }

    private static String orNone(long value) {
        return value == NO_LIMIT ? NONE : Long.toString(value);
    }

    private void cpu(CgroupLimits.Cpu cpu) {
        add("cpu.weight", "cpu.weight", cpu.weight());
        if (cpu.maxMicros() != null || cpu.periodMicros() != null) {
            String quota = cpu.maxMicros() == null ? NONE : orNone(cpu.maxMicros());
            long period = cpu.periodMicros() == null ? LegacySettings.USUAL_PERIOD : cpu.periodMicros();
            settings.add(new Setting("cpu.max", "cpu.max", quota + " " + period));
        }
    }

    private void cpuset(String file, @Nullable String list) {
        if (list != null) {
            settings.add(new Setting(file, file, list.isEmpty() ? "\n" : list));
        }
    }

    private void io(CgroupLimits.Io io) {
        Long weight = io.weight();
        if (weight != null && Files.exists(directory.resolve("io.weight"))) {
            settings.add(new Setting("io.weight", "io.weight", "default " + weight, "default 100"));
        } else if (weight != null) {
            long bfq = weight <= 100 ? weight : 100 + (weight - 100) * 900 / 9900;
            settings.add(new Setting("io.weight", "io.bfq.weight", "default " + bfq, "default 100"));
        }
        for (CgroupLimits.Device device : io.devices()) {
            StringBuilder line = new StringBuilder(device.id());
            append(line, "rbps", device.readBps());
            append(line, "wbps", device.writeBps());
            append(line, "riops", device.readIops());
            append(line, "wiops", device.writeIops());
            String reset = device.id() + " rbps=max wbps=max riops=max wiops=max";
            settings.add(new Setting("io.max", "io.max", line.toString(), reset));
        }
    }

    private static void append(StringBuilder line, String word, @Nullable Long value) {
        if (value != null) {
            line.append(' ').append(word).append('=').append(orNone(value));
        }
    }
}
