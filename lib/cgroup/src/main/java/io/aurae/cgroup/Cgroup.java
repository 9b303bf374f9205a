// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.FaultCode;
import io.aurae.linux.KernelFiles;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
     * Sets the limits that are present. Repeating: sets them again. On failure those written before it stay.
     *
     * @return the limits that this machine's version 1 controllers cannot express and that therefore do not hold, such as
     *     {@code memory.min}
     * @throws CgroupException naming the file and the value that the kernel refuses; FAILED_PRECONDITION when no hierarchy has the controller
     */
    public List<String> apply(CgroupLimits limits) {
        require("cpu", !limits.cpu().equals(CgroupLimits.Cpu.NONE));
        require("cpuset", !limits.cpuset().equals(CgroupLimits.Cpuset.NONE));
        require("memory", !limits.memory().equals(CgroupLimits.Memory.NONE));
        List<String> inexpressible = new ArrayList<>();
        for (Hierarchy hierarchy : hierarchies) {
            Path directory = hierarchy.directory(path);
            for (Hierarchy.Setting setting : hierarchy.settings(limits)) {
                hierarchy.write(directory.resolve(setting.file()), setting.value());
            }
            inexpressible.addAll(hierarchy.inexpressible(limits));
        }
        return inexpressible;
    }

    private void require(String controller, boolean wanted) {
        if (wanted
                && hierarchies.stream()
                        .noneMatch(hierarchy -> hierarchy.controllers().contains(controller))) {
            throw new CgroupException(
                    FaultCode.FAILED_PRECONDITION,
                    "limit of cgroup '" + path + "' needs the controller '" + controller
                            + "' (expected: a kernel that has it)");
        }
    }

    /** The processes in it and below, as this process's pid namespace numbers them; empty when it does not exist. */
    public List<Long> pids() {
        for (Hierarchy hierarchy : hierarchies) {
            Set<Long> pids = new LinkedHashSet<>();
            collect(hierarchy, hierarchy.directory(path), pids);
            if (!pids.isEmpty()) {
                return List.copyOf(pids);
            }
        }
        return List.of();
    }

    private void collect(Hierarchy hierarchy, Path directory, Set<Long> pids) {
        try {
            files.read(directory.resolve("cgroup.procs"))
                    .lines()
                    .map(Long::valueOf)
                    .filter(pid -> pid != 0) // of a namespace that cannot be seen from here
                    .forEach(pids::add);
            for (Path child : children(directory)) {
                collect(hierarchy, child, pids);
            }
        } catch (NoSuchFileException e) {
            // it was removed meanwhile, which only an empty one can be
        } catch (IOException e) {
            throw new CgroupException("read the processes of " + directory, e);
        }
    }

    /** The paths of all control groups below it, in whichever hierarchy; none when it does not exist. */
    public Set<String> below() {
        Set<String> paths = new LinkedHashSet<>();
        for (Hierarchy hierarchy : hierarchies) {
            try {
                collectBelow(hierarchy.directory(path), path.path(), paths);
            } catch (IOException e) {
                throw new CgroupException("read what is below " + hierarchy.directory(path), e);
            }
        }
        return paths;
    }

    private static void collectBelow(Path directory, String path, Set<String> paths) throws IOException {
        try {
            for (Path child : children(directory)) {
                String name = path + "/" + child.getFileName();
                paths.add(name);
                collectBelow(child, name, paths);
            }
        } catch (NoSuchFileException e) {
            // it was removed meanwhile
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            List<Path> children = new ArrayList<>();
            entries.forEach(children::add);
            return children;
        } catch (NotDirectoryException e) {
            throw new NoSuchFileException(directory.toString());
        }
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
        try {
            for (Path child : children(directory)) {
                remove(child);
            }
            files.removeDirectory(directory);
        } catch (NoSuchFileException e) {
            // as it should be
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
