// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.FaultCode;
import io.aurae.base.Rollback;
import io.aurae.linux.KernelFiles;
import io.aurae.linux.Linux;
import io.aurae.linux.MountFlag;
import io.aurae.linux.MountPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * The control groups of a machine, whatever its kernel mounts: version 1 (a hierarchy for each controller), version 2 (one for all), or
 * both. Immutable; may be used by many threads.
 */
public final class Cgroups {
    private static final Path MACHINE = Path.of("/proc/self/mountinfo");

    private final Path mountinfo;
    private final KernelFiles files;
    private final List<LegacyHierarchy> legacy;
    private final Optional<UnifiedHierarchy> unified;
    private final Movers movers;

    private Cgroups(Path mountinfo, KernelFiles files) {
        this.mountinfo = mountinfo;
        this.files = files;
        List<MountPoint> mounts = MountPoint.read(mountinfo);
        this.legacy = LegacyHierarchy.among(mounts, files);
        this.unified = UnifiedHierarchy.among(mounts, files);
        this.movers = new Movers(mountinfo.equals(MACHINE) ? hierarchies() : List.of());
        if (legacy.isEmpty() && unified.isEmpty()) {
            throw new CgroupException(
                    FaultCode.FAILED_PRECONDITION,
                    "no cgroup file system in '" + mountinfo + "' (expected: one below /sys/fs/cgroup)");
        }
    }

    /** Those mounted on this machine now. */
    public static Cgroups detect() {
        return at(MACHINE, KernelFiles.load());
    }

    /** Those that a file in the form of mountinfo names, seen through {@code files}. */
    public static Cgroups at(Path mountinfo, KernelFiles files) {
        return new Cgroups(mountinfo, files);
    }

    /** Whether version 2 holds every controller. */
    public boolean unifiedOnly() {
        return legacy.stream().noneMatch(LegacyHierarchy::hasControllers);
    }

    /**
     * The controllers that version 2 holds on a machine that has version 1 too. OCI runtimes refuse such a mixture until each of them has a
     * version 1 hierarchy beside the others. Empty on a pure machine.
     */
    public List<String> missingV1Hierarchies() {
        if (unifiedOnly() || unified.isEmpty()) {
            return List.of();
        }
        return unified.get().controllers().stream()
                .filter(controller -> legacy.stream().noneMatch(hierarchy -> hierarchy.has(controller)))
                .toList();
    }

    /**
     * Mounts a version 1 hierarchy for each of {@link #missingV1Hierarchies()} beside the others, and answers the control groups as they are
     * then. What it mounted stays. Repeating: mounts nothing.
     *
     * @throws io.aurae.linux.LinuxException when the kernel refuses, for instance EBUSY while version 2 uses the controller
     */
    public Cgroups mountMissing(Linux linux) {
        List<String> missing = missingV1Hierarchies();
        for (String controller : missing) {
            Path target = legacy.getFirst().root().resolveSibling(controller);
            try (Rollback rollback = new Rollback()) {
                if (!Files.isDirectory(target)) {
                    Files.createDirectory(target);
                    rollback.push("remove " + target, () -> Files.delete(target));
                }
                linux.mount(
                        "cgroup",
                        target,
                        "cgroup",
                        EnumSet.of(MountFlag.NOSUID, MountFlag.NODEV, MountFlag.NOEXEC),
                        controller);
                rollback.release();
            } catch (IOException e) {
                throw new CgroupException("make directory " + target, e);
            }
        }
        return missing.isEmpty() ? this : new Cgroups(mountinfo, files);
    }

    /**
     * Makes the control group and those above it in every hierarchy, ready to take processes. Repeating: succeeds, and completes what an
     * interrupted call left. On failure nothing that it made is left.
     */
    public Cgroup create(CgroupPath path) {
        try (Rollback rollback = new Rollback()) {
            for (Hierarchy hierarchy : hierarchies()) {
                hierarchy.create(path, rollback);
            }
            rollback.release();
        }
        return open(path);
    }

    /**
     * To be called when a process will be moved into a control group in a moment: what the kernel has to wait for before the first move after
     * a pause, about 10 ms, begins now instead of then. Returns at once and never fails; of no effect on control groups other than the
     * machine's own.
     */
    public void expectMoves() {
        movers.expect();
    }

    /** The control group of this path, which may not exist. */
    public Cgroup open(CgroupPath path) {
        return new Cgroup(path, hierarchies(), files);
    }

    private List<Hierarchy> hierarchies() {
        List<Hierarchy> all = new ArrayList<>(legacy);
        unified.ifPresent(hierarchy -> all.add(unifiedOnly() ? hierarchy : hierarchy.withoutControllers()));
        return all;
    }
}
