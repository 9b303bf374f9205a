// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.Rollback;
import io.aurae.linux.KernelFiles;
import io.aurae.linux.MountPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    public boolean holds(String controller) {
        return has(controller.equals("io") ? "blkio" : controller);
    }

    @Override
    public List<Setting> settings(Path directory, CgroupLimits limits) {
        return new LegacySettings(this, directory, limits).list();
    }

    @Override
    public List<String> inexpressible(CgroupLimits limits) {
        List<String> names = new ArrayList<>();
        CgroupLimits.Memory memory = limits.memory();
        if (has("memory")) {
            if (memory.min() != null && memory.min() > 0) {
                names.add("memory.min");
            }
            if (memory.high() != null && memory.low() != null) {
                names.add("memory.high");
            }
            limits.unified().keySet().stream().sorted().forEach(key -> names.add("unified " + key));
        }
        return names;
    }

    @Override
    public void check(Path directory, CgroupLimits limits) {
        if (has("cpu") && limits.cpu().maxMicros() != null) {
            checkQuota(directory, limits.cpu());
        }
        if (has("cpuset")) {
            CgroupLimits.Cpuset cpuset = limits.cpuset();
            LegacyCpuset.check(this, directory, "cpuset.cpus", cpuset.cpus());
            LegacyCpuset.check(this, directory, "cpuset.mems", cpuset.mems());
        }
    }

    /** The kernel gives no group a larger part of the time than one around it has. */
    private void checkQuota(Path directory, CgroupLimits.Cpu cpu) {
        long quota = Objects.requireNonNull(cpu.maxMicros());
        long period = cpu.periodMicros() == null ? LegacySettings.USUAL_PERIOD : cpu.periodMicros();
        for (Path above = directory.getParent(); above != null && !above.equals(root); above = above.getParent()) {
            String granted = readIfThere(above.resolve(LegacySettings.QUOTA));
            if (granted.isEmpty() || granted.startsWith("-")) {
                continue;
            }
            long theirs = Long.parseLong(granted);
            long theirPeriod = Long.parseLong(read(above.resolve(LegacySettings.PERIOD)));
            if (quota > 0 && (double) quota / period > (double) theirs / theirPeriod) {
                throw CgroupException.limit(
                        "cpu.max",
                        quota + "' in '" + period,
                        "at most " + theirs + " in " + theirPeriod + ", which a cell around it has");
            }
        }
    }

    @Override
    public void set(Path directory, CgroupLimits limits, Rollback undo) {
        settings(directory, limits).forEach(setting -> set(directory, setting, undo));
        if (has("cpuset")) {
            LegacyCpuset.set(
                    this,
                    directory,
                    new Setting("cpuset.cpus", "cpuset.cpus", ""),
                    limits.cpuset().cpus(),
                    undo);
            LegacyCpuset.set(
                    this,
                    directory,
                    new Setting("cpuset.mems", "cpuset.mems", ""),
                    limits.cpuset().mems(),
                    undo);
        }
    }

    @Override
    public boolean canFreeze() {
        return has("freezer");
    }

    @Override
    public void freeze(CgroupPath path, boolean frozen) {
        if (canFreeze()) {
            writeIfThere(directory(path).resolve("freezer.state"), frozen ? "FROZEN" : "THAWED");
        }
    }

    @Override
    public boolean isFrozen(CgroupPath path) {
        return canFreeze()
                && readIfThere(directory(path).resolve("freezer.self_freezing")).equals("1");
    }

    @Override
    public boolean isHeld(CgroupPath path) {
        String state = readIfThere(directory(path).resolve("freezer.state"));
        return canFreeze() && !state.isEmpty() && !state.equals("THAWED");
    }

    @Override
    public boolean hasHalted(CgroupPath path) {
        return canFreeze()
                && readIfThere(directory(path).resolve("freezer.state")).equals("FROZEN");
    }
}
