// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.Bytes;
import io.aurae.linux.KernelFiles;
import io.aurae.linux.MountPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The version 2 hierarchy, with the controllers that it holds. */
record UnifiedHierarchy(Path root, Set<String> controllers, KernelFiles files) implements Hierarchy {
    /** Those that a child is given, where the machine has them. */
    private static final Set<String> DELEGATED = Set.of("cpu", "cpuset", "memory", "pids", "io", "hugetlb");

    static Optional<UnifiedHierarchy> among(List<MountPoint> mounts, KernelFiles files) {
        return mounts.stream()
                .filter(mount -> mount.type().equals("cgroup2"))
                .findFirst()
                .map(mount -> new UnifiedHierarchy(mount.target(), Set.of(), files).withControllers());
    }

    private UnifiedHierarchy withControllers() {
        return new UnifiedHierarchy(root, words(root.resolve("cgroup.controllers")), files);
    }

    /** Beside version 1 it only groups processes: a controller given to a child could not move to version 1 any more. */
    UnifiedHierarchy withoutControllers() {
        return new UnifiedHierarchy(root, Set.of(), files);
    }

    private Set<String> words(Path file) {
        String text = read(file);
        return text.isEmpty() ? Set.of() : new TreeSet<>(List.of(text.split("\\s+")));
    }

    @Override
    public void prepare(Path directory) {
        Set<String> missing = new TreeSet<>(controllers);
        missing.retainAll(DELEGATED);
        if (missing.isEmpty()) {
            return;
        }
        Path given = directory.resolveSibling("cgroup.subtree_control");
        missing.removeAll(words(given));
        if (!missing.isEmpty()) {
            write(given, missing.stream().map(name -> "+" + name).collect(Collectors.joining(" ")));
        }
    }

    @Override
    public List<Setting> settings(CgroupLimits limits) {
        List<Setting> settings = new ArrayList<>();
        CgroupLimits.Cpu cpu = limits.cpu();
        if (controllers.contains("cpu")) {
            cpu.weight().ifPresent(weight -> settings.add(new Setting("cpu.weight", Long.toString(weight))));
            cpu.quotaMicros()
                    .ifPresent(quota -> settings.add(new Setting(
                            "cpu.max", quota + " " + cpu.periodMicros().orElse(100_000))));
        }
        if (controllers.contains("cpuset")) {
            limits.cpuset().cpus().ifPresent(list -> settings.add(new Setting("cpuset.cpus", list)));
            limits.cpuset().mems().ifPresent(list -> settings.add(new Setting("cpuset.mems", list)));
        }
        if (controllers.contains("memory")) {
            CgroupLimits.Memory memory = limits.memory();
            bytes("memory.min", memory.min(), settings);
            bytes("memory.low", memory.low(), settings);
            bytes("memory.high", memory.high(), settings);
            bytes("memory.max", memory.max(), settings);
        }
        return settings;
    }

    private static void bytes(String file, Optional<Bytes> amount, List<Setting> settings) {
        amount.ifPresent(bytes -> settings.add(new Setting(file, Long.toString(bytes.count()))));
    }

    @Override
    public List<String> inexpressible(CgroupLimits limits) {
        return List.of();
    }

    @Override
    public void kill(CgroupPath path) {
        writeIfThere(directory(path).resolve("cgroup.kill"), "1");
    }
}
