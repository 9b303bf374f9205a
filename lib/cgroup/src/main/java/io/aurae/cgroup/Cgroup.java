// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.FaultCode;
import io.aurae.base.Rollback;
import io.aurae.linux.KernelFiles;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** One control group in every hierarchy of the machine. Holds nothing open; may be used by many threads. */
public final class Cgroup {
    private static final Duration DELETE_PATIENCE = Duration.ofSeconds(2);
    private static final long LONGEST_PAUSE_MILLIS = 20;

    private final CgroupPath path;
    private final List<Hierarchy> hierarchies;
    private final KernelFiles files;

    Cgroup(CgroupPath path, List<Hierarchy> hierarchies, KernelFiles files) {
        this.path = path;
        this.hierarchies = List.copyOf(hierarchies);
        this.files = files;
    }

    public CgroupPath path() {
        return path;
    }

    /** Whether any hierarchy has it. */
    public boolean exists() {
        return hierarchies.stream().anyMatch(hierarchy -> Files.isDirectory(hierarchy.directory(path)));
    }

    /**
     * Sets the limits that are present. Repeating: sets them again. On failure all are as they were before.
     *
     * @throws CgroupException naming the limit and its value: INVALID_ARGUMENT, FAILED_PRECONDITION when no hierarchy has the controller or
     *     version 1 cannot express it, NOT_FOUND when the control group does not exist
     */
    public void apply(CgroupLimits limits) {
        update(CgroupLimits.NONE, limits, () -> {});
    }

    /**
     * Sets the limits of {@code change} that are present, where those of {@code current} hold already, and then does what {@code then} says.
     * Repeating: sets them again. On failure, also of {@code then}, all are as they were before.
     *
     * @throws CgroupException as {@link #apply}
     */
    public void update(CgroupLimits current, CgroupLimits change, Runnable then) {
        CgroupLimits limits = change.over(current).partsOf(change);
        if (limits.equals(CgroupLimits.NONE)) {
            then.run();
            return;
        }
        requireAll(limits);
        if (!exists()) {
            throw new CgroupException(FaultCode.NOT_FOUND, "cgroup '" + path + "' not found");
        }
        hierarchies.forEach(hierarchy -> hierarchy.check(hierarchy.directory(path), limits));
        try (Rollback undo = new Rollback()) {
            hierarchies.forEach(hierarchy -> hierarchy.set(hierarchy.directory(path), limits, undo));
            then.run();
            undo.release();
        }
    }

    /** A limit that is asked for and not held would be worse than one that is refused. */
    private void requireAll(CgroupLimits limits) {
        require("cpu", !limits.cpu().equals(CgroupLimits.Cpu.NONE));
        require("cpuset", !limits.cpuset().equals(CgroupLimits.Cpuset.NONE));
        require("memory", !limits.memory().equals(CgroupLimits.Memory.NONE));
        require("pids", limits.pidsMax() != null);
        require("io", !limits.io().equals(CgroupLimits.Io.NONE));
        require("hugetlb", !limits.hugetlb().isEmpty());
        List<String> inexpressible = hierarchies.stream()
                .flatMap(hierarchy -> hierarchy.inexpressible(limits).stream())
                .toList();
        if (!inexpressible.isEmpty()) {
            throw new CgroupException(
                    FaultCode.FAILED_PRECONDITION,
                    "limits " + inexpressible + " of cgroup '" + path
                            + "' cannot be held by cgroup v1 (expected: a machine with cgroup v2)");
        }
        limits.unified().keySet().forEach(key -> require(key.substring(0, key.indexOf('.')), true));
    }

    private void require(String controller, boolean wanted) {
        if (wanted && hierarchies.stream().noneMatch(hierarchy -> hierarchy.holds(controller))) {
            throw new CgroupException(
                    FaultCode.FAILED_PRECONDITION,
                    "limit of cgroup '" + path + "' needs the controller '" + controller
                            + "' (expected: a kernel that has it)");
        }
    }

    /**
     * Keeps everything in it and below from running, until {@link #thaw}. Repeating: does nothing.
     *
     * @throws CgroupException NOT_FOUND, FAILED_PRECONDITION when no hierarchy can, DEADLINE_EXCEEDED when something in it does not come to a
     *     halt within {@code patience}; it runs then
     */
    public void freeze(Duration patience) {
        Hierarchy freezer = freezer();
        if (!exists()) {
            throw new CgroupException(FaultCode.NOT_FOUND, "cgroup '" + path + "' not found");
        }
        boolean halted = await(patience, () -> {
            freezer.freeze(path, true); // version 1 wants to be asked again when something was forked meanwhile
            return freezer.hasHalted(path);
        });
        if (!halted) {
            freezer.freeze(path, false);
            throw new CgroupException(
                    FaultCode.DEADLINE_EXCEEDED,
                    "cgroup '" + path + "' did not come to a halt within " + patience
                            + " (expected: no process that waits for a device)");
        }
    }

    /** Lets everything in it run that no control group around it keeps from it. Repeating, or when it is absent: does nothing. */
    public void thaw() {
        freezer().freeze(path, false);
    }

    /** Whether what is in it is kept from running, because it or a group around it was frozen. */
    public boolean isHeld() {
        return hierarchies.stream().anyMatch(Hierarchy::canFreeze) && freezer().isHeld(path);
    }

    /** Whether it was frozen and not thawed since; one that is frozen with a group around it was not. */
    public boolean isFrozen() {
        return hierarchies.stream().anyMatch(Hierarchy::canFreeze) && freezer().isFrozen(path);
    }

    /** Version 1 where it has the controller, because that one also tells of a group around it. */
    private Hierarchy freezer() {
        return hierarchies.stream()
                .filter(Hierarchy::canFreeze)
                .findFirst()
                .orElseThrow(() -> new CgroupException(
                        FaultCode.FAILED_PRECONDITION,
                        "cgroup '" + path
                                + "' cannot be frozen (expected: a kernel with the controller 'freezer' or"
                                + " cgroup v2)"));
    }

    /** What it and all below it use now, as far as it is asked for and the kernel counts it; empty when it does not exist. */
    public Optional<CgroupStats> stats(Set<CgroupStats.Part> parts) {
        return new StatsReader(path, hierarchies).read(parts);
    }

    /** The processes in it and below, as this process's pid namespace numbers them; empty when it does not exist. */
    public List<Long> pids() {
        for (Hierarchy hierarchy : hierarchies) {
            Set<Long> pids = new LinkedHashSet<>();
            collect(hierarchy, pids);
            if (!pids.isEmpty()) {
                return List.copyOf(pids);
            }
        }
        return List.of();
    }

    private void collect(Hierarchy hierarchy, Set<Long> pids) {
        Path directory = hierarchy.directory(path);
        try (CgroupTree _ = CgroupTree.of(directory, node -> collect(node.inside(), pids))) {
            return; // all is done as they are found
        } catch (IOException e) {
            throw new CgroupException("read the processes of " + directory, e);
        }
    }

    private void collect(Path directory, Set<Long> pids) {
        try {
            files.read(directory.resolve("cgroup.procs"))
                    .lines()
                    .map(Long::valueOf)
                    .filter(pid -> pid != 0) // of a namespace that cannot be seen from here
                    .forEach(pids::add);
        } catch (NoSuchFileException e) {
            // it was removed meanwhile, which only an empty one can be
        } catch (IOException e) {
            if (Files.isDirectory(directory)) {
                throw new CgroupException("read the processes of " + directory, e);
            } // else it was removed between the opening and the reading, which the kernel tells as "no such device"
        }
    }

    /** The paths of all control groups below it, in whichever hierarchy; none when it does not exist. */
    public Set<String> below() {
        Set<String> paths = new LinkedHashSet<>();
        for (Hierarchy hierarchy : hierarchies) {
            try (CgroupTree tree = CgroupTree.of(hierarchy.directory(path), node -> {})) {
                tree.nodes().stream().skip(1).forEach(node -> paths.add(path.path() + node.name()));
            } catch (IOException e) {
                throw new CgroupException("read what is below " + hierarchy.directory(path), e);
            }
        }
        return paths;
    }

    /**
     * Kills every process in it and below and waits until none is left. Repeating, or without processes: does nothing.
     *
     * @throws CgroupException DEADLINE_EXCEEDED, naming those that are left after {@code patience}
     */
    public void killAll(Duration patience) {
        boolean empty = await(patience, () -> {
            boolean none = pids().isEmpty();
            if (!none) {
                killOnce();
            }
            return none;
        });
        if (!empty) {
            throw new CgroupException(
                    FaultCode.DEADLINE_EXCEEDED,
                    "cgroup '" + path + "' still has the processes " + pids() + " after " + patience
                            + " of SIGKILL (expected: none)");
        }
    }

    /** Kills what is there now; on version 1 nothing can multiply meanwhile, because it is frozen, and dies when thawed. */
    private void killOnce() {
        try {
            hierarchies.forEach(hierarchy -> hierarchy.freeze(path, true));
            hierarchies.forEach(hierarchy -> hierarchy.kill(path));
            pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        } finally {
            hierarchies.forEach(hierarchy -> hierarchy.freeze(path, false));
        }
    }

    /**
     * Removes it and all below it. Repeating, or when it is absent: succeeds. The kernel may hold a group for a moment after its last
     * process has ended, so a refusal is tried again for two seconds.
     *
     * @throws CgroupException FAILED_PRECONDITION when processes are in it; what was removed before stays removed
     */
    public void delete() {
        List<CgroupException> refusals = new ArrayList<>();
        boolean gone = await(DELETE_PATIENCE, () -> {
            refusals.clear();
            for (Hierarchy hierarchy : hierarchies) {
                try {
                    remove(hierarchy.directory(path));
                } catch (IOException e) {
                    refusals.add(new CgroupException("remove " + hierarchy.directory(path), e));
                }
            }
            return refusals.isEmpty();
        });
        if (!gone) {
            List<Long> pids = pids();
            CgroupException refusal = pids.isEmpty()
                    ? refusals.getFirst()
                    : new CgroupException(
                            FaultCode.FAILED_PRECONDITION,
                            "cgroup '" + path + "' has the processes " + pids + " (expected: none when it is removed)");
            throw refusal;
        }
    }

    /** Removes it where nothing is in it, neither processes nor other control groups; else it stays. Repeating, or when it is absent: succeeds. */
    public void deleteIfUnused() {
        for (Hierarchy hierarchy : hierarchies) {
            Path directory = hierarchy.directory(path);
            try {
                files.removeDirectory(directory);
            } catch (NoSuchFileException e) {
                // as it should be
            } catch (IOException e) {
                if (Files.isDirectory(directory) && !isBusy(e)) {
                    throw new CgroupException("remove " + directory, e);
                }
            }
        }
    }

    private static boolean isBusy(IOException e) {
        return e instanceof DirectoryNotEmptyException
                || (e instanceof FileSystemException refusal && "Device or resource busy".equals(refusal.getReason()));
    }

    private void remove(Path directory) throws IOException {
        try (CgroupTree tree = CgroupTree.of(directory, node -> {})) {
            for (CgroupTree.Node node : tree.nodes().reversed()) {
                removeOne(node.entry());
            }
        }
    }

    private void removeOne(Path directory) throws IOException {
        try {
            files.removeDirectory(directory);
        } catch (NoSuchFileException e) {
            return; // as it should be
        }
    }

    /** Tries until it succeeds or the time is over; answers which. */
    private static boolean await(Duration patience, BooleanSupplier attempt) {
        long end = System.nanoTime() + patience.toNanos();
        long pauseMillis = 1;
        while (!attempt.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            try {
                Thread.sleep(pauseMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
        return true;
    }
}
