// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.linux.KernelFiles;
import io.aurae.linux.MountPoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    public boolean holds(String controller) {
        return controllers.contains(controller);
    }

    @Override
    public List<Setting> settings(Path directory, CgroupLimits limits) {
        return new UnifiedSettings(this, directory, limits).list();
    }

    @Override
    public List<String> inexpressible(CgroupLimits limits) {
        return List.of();
    }

    /** The kernel takes any processor here and gives what the group above has instead of one that it has not. */
    @Override
    public void check(Path directory, CgroupLimits limits) {
        if (holds("cpuset")) {
            checkWithin(directory, "cpuset.cpus", limits.cpuset().cpus());
            checkWithin(directory, "cpuset.mems", limits.cpuset().mems());
        }
    }

    private void checkWithin(Path directory, String limit, @Nullable String list) {
        CpuList above = CpuList.ofKernel(readIfThere(directory.resolveSibling(limit + ".effective")));
        if (list != null && !list.isEmpty() && !CpuList.parse(limit, list).isWithin(above)) {
            throw CgroupException.limit(limit, list, "among '" + above + "', which the group above has");
        }
    }

    @Override
    public boolean canFreeze() {
        return true;
    }

    @Override
    public void freeze(CgroupPath path, boolean frozen) {
        writeIfThere(directory(path).resolve("cgroup.freeze"), frozen ? "1" : "0");
    }

    @Override
    public boolean isFrozen(CgroupPath path) {
        return isFrozen(directory(path));
    }

    private boolean isFrozen(Path directory) {
        return readIfThere(directory.resolve("cgroup.freeze")).equals("1");
    }

    @Override
    public boolean isHeld(CgroupPath path) {
        Path directory = root;
        for (Path name : root.relativize(directory(path))) {
            directory = directory.resolve(name);
            if (isFrozen(directory)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean hasHalted(CgroupPath path) {
        return readIfThere(directory(path).resolve("cgroup.events")).lines().anyMatch("frozen 1"::equals);
    }

    @Override
    public void kill(CgroupPath path) {
        writeIfThere(directory(path).resolve("cgroup.kill"), "1");
    }
}
