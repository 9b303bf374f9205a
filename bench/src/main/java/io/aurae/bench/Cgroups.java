// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The control groups of a run. Which processes belong to a target is what the group in one hierarchy, its own, says. */
final class Cgroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final long PATIENCE_SECONDS = 10;

    private Cgroups() {}

    /** How the machine has them: {@code v2}, {@code v1} or {@code v1 hybrid}. */
    static String kind() {
        if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
            return "v2";
        }
        return Files.exists(ROOT.resolve("unified")) ? "v1 hybrid" : "v1";
    }

    /** The group's directory in the hierarchy that tells who belongs to it. */
    static Path directory(String group) {
        Path pids = ROOT.resolve("pids");
        return (Files.isDirectory(pids) ? pids : ROOT).resolve(group);
    }

    /** The processes in the group and below it, by this machine's process ids. */
    static Set<Long> processes(Path directory) {
        Set<Long> processes = new LinkedHashSet<>();
        withChildren(directory).forEach(group -> processes.addAll(ownProcesses(group)));
        return processes;
    }

    private static List<Long> ownProcesses(Path group) {
        try {
            return Files.readAllLines(group.resolve("cgroup.procs")).stream()
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            return List.of(); // removed since it was seen
        }
    }

    /** Ends all processes in the group, the hard way when they do not go. Repeating: does nothing. */
    static void end(Path directory) throws InterruptedException {
        processes(directory).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        if (!isEmptyWithin(directory, PATIENCE_SECONDS)) {
            processes(directory).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            isEmptyWithin(directory, PATIENCE_SECONDS);
        }
    }

    private static boolean isEmptyWithin(Path directory, long seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!processes(directory).isEmpty()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    /** Removes the group from every hierarchy, after ending what is in it. Repeating: does nothing. */
    static void remove(String group) throws IOException, InterruptedException {
        end(directory(group));
        for (Path hierarchy : hierarchies()) {
            for (Path directory : withChildren(hierarchy.resolve(group)).reversed()) {
                Files.deleteIfExists(directory);
            }
        }
    }

    private static List<Path> hierarchies() throws IOException {
        try (Stream<Path> children = Files.list(ROOT)) {
            return Stream.concat(Stream.of(ROOT), children.filter(Files::isDirectory))
                    .toList();
        }
    }

    /** The group and all below it, parents first. */
    private static List<Path> withChildren(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isDirectory)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(directory); // something went while it was read; what is left is seen the next time
        }
    }
}
