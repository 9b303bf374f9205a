// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The logs of what runs in instances. Their own daemons keep those from growing without end, but a daemon that sleeps does not: it is woken
 * when one of them, at whatever depth, is longer than it may be. It finds the logs of its cells, and wakes the next one below, at its start.
 * One that did not help is not woken again before the log has grown. Thread-safe.
 */
public final class NestedLogs {
    /** Deeper instances cannot be: their sockets' paths would be too long. */
    private static final int DEPTH_MAX = 8;

    private final Supplier<List<InstancePlan>> running;
    private final Consumer<InstancePlan> wake;
    private final long bytesMax;
    private Map<Path, Long> told = new HashMap<>();

    /**
     * @param running the instances that run now, those of pods too
     * @param wake calls the daemon of an instance
     * @param bytesMax above which a log wants to be moved
     */
    public NestedLogs(Supplier<List<InstancePlan>> running, Consumer<InstancePlan> wake, long bytesMax) {
        this.running = running;
        this.wake = wake;
        this.bytesMax = bytesMax;
    }

    /** To be called now and then. */
    public synchronized void look() {
        Map<Path, Long> tooLong = new HashMap<>();
        for (InstancePlan plan : running.get()) {
            Map<Path, Long> inIt = new HashMap<>();
            find(plan.runtime(), DEPTH_MAX, inIt);
            boolean grown = inIt.entrySet().stream()
                    .anyMatch(log -> log.getValue() > told.getOrDefault(log.getKey(), bytesMax));
            if (grown) {
                wake.accept(plan);
            }
            tooLong.putAll(inIt);
        }
        told = tooLong;
    }

    /** The logs that are too long in the runtime directory of a daemon, and of those nested in it. */
    private void find(Path runtime, int depth, Map<Path, Long> found) {
        findIn(runtime.resolve("root-cell"), found);
        list(runtime.resolve("cells")).forEach(cell -> findIn(cell.resolve("executables"), found));
        if (depth > 0) {
            for (String kind : List.of("instances", "pods")) {
                list(runtime.resolve(kind)).forEach(nested -> find(nested.resolve("run"), depth - 1, found));
            }
        }
    }

    private void findIn(Path executables, Map<Path, Long> found) {
        for (Path executable : list(executables)) {
            Path log = executable.resolve("log");
            long size = size(log);
            if (size > bytesMax) {
                found.put(log, size);
            }
        }
    }

    private static long size(Path log) {
        try {
            return Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS) ? Files.size(log) : 0;
        } catch (IOException e) {
            return 0; // it is being freed
        }
    }

    private static List<Path> list(Path directory) {
        try {
            return ResourceDirectory.list(directory);
        } catch (ResourceException e) {
            return List.of(); // it is being freed
        }
    }
}
