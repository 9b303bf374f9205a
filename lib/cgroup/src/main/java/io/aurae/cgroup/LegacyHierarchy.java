// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.Bytes;
import io.aurae.linux.KernelFiles;
import io.aurae.linux.MountPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A version 1 hierarchy: one controller, several mounted together, or a mere name such as {@code name=systemd}. */
record LegacyHierarchy(Path root, Set<String> controllers, KernelFiles files) implements Hierarchy {
    private static final Set<String> CONTROLLERS = Set.of(
            "cpu",
            "cpuacct",
            "cpuset",
            "memory",
            "devices",
            "freezer",
            "blkio",
            "pids",
            "hugetlb",
            "net_cls",
            "net_prio",
            "perf_event",
            "rdma",
            "misc",
            "dmem");

    /** Each hierarchy once, at its first mount. */
    static List<LegacyHierarchy> among(List<MountPoint> mounts, KernelFiles files) {
        Map<Set<String>, LegacyHierarchy> found = new LinkedHashMap<>();
        for (MountPoint mount : mounts) {
            if (mount.type().equals("cgroup")) {
                Set<String> controllers = mount.options().stream()
                        .filter(option -> CONTROLLERS.contains(option) || option.startsWith("name="))
                        .collect(Collectors.toUnmodifiableSet());
                found.putIfAbsent(controllers, new LegacyHierarchy(mount.target(), controllers, files));
            }
        }
        return List.copyOf(found.values());
    }

    boolean has(String controller) {
        return controllers.contains(controller);
    }

    boolean hasControllers() {
        return controllers.stream().anyMatch(CONTROLLERS::contains);
    }

    /** A new cpuset is empty and takes no process; it gets what the one above it has. */
    @Override
    public void prepare(Path directory) {
        if (has("cpuset")) {
            for (String name : List.of("cpuset.cpus", "cpuset.mems")) {
                if (read(directory.resolve(name)).isEmpty()) {
                    write(directory.resolve(name), read(directory.resolveSibling(name)));
                }
            }
        }
    }

    @Override
    public List<Setting> settings(CgroupLimits limits) {
        List<Setting> settings = new ArrayList<>();
        if (has("cpu")) {
            cpu(limits.cpu(), settings);
        }
        if (has("cpuset")) {
            limits.cpuset().cpus().ifPresent(list -> settings.add(new Setting("cpuset.cpus", list)));
            limits.cpuset().mems().ifPresent(list -> settings.add(new Setting("cpuset.mems", list)));
        }
        if (has("memory")) {
            limits.memory().max().ifPresent(max -> settings.add(bytes("memory.limit_in_bytes", max)));
            softLimit(limits.memory()).ifPresent(soft -> settings.add(bytes("memory.soft_limit_in_bytes", soft)));
        }
        return settings;
    }

    private static void cpu(CgroupLimits.Cpu cpu, List<Setting> settings) {
        cpu.weight().ifPresent(weight -> settings.add(new Setting("cpu.shares", Long.toString(weight * 1024 / 100))));
        cpu.quotaMicros().ifPresent(quota -> {
            // Unlimited in between, because the new period with the old quota may exceed what the group above has.
            settings.add(new Setting("cpu.cfs_quota_us", "-1"));
            settings.add(new Setting(
                    "cpu.cfs_period_us", Long.toString(cpu.periodMicros().orElse(100_000))));
            settings.add(new Setting("cpu.cfs_quota_us", Long.toString(quota)));
        });
    }

    private static Optional<Bytes> softLimit(CgroupLimits.Memory memory) {
        return memory.low().or(memory::high);
    }

    private static Setting bytes(String file, Bytes amount) {
        return new Setting(file, Long.toString(amount.count()));
    }

    @Override
    public List<String> inexpressible(CgroupLimits limits) {
        List<String> names = new ArrayList<>();
        if (has("memory")) {
            limits.memory().min().filter(min -> min.count() > 0).ifPresent(min -> names.add("memory.min"));
            limits.memory()
                    .high()
                    .filter(high -> limits.memory().low().isPresent())
                    .ifPresent(high -> names.add("memory.high"));
        }
        return names;
    }

    @Override
    public void freeze(CgroupPath path, boolean frozen) {
        if (has("freezer")) {
            writeIfThere(directory(path).resolve("freezer.state"), frozen ? "FROZEN" : "THAWED");
        }
    }
}
