// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes the kernel ready to move processes. The first move after a pause, in whichever hierarchy, waits until every processor has taken
 * notice (an RCU grace period, about 10 ms), and whoever makes or removes a control group waits with it; those of the next 20 ms wait for
 * nothing. So this process is moved to where it is already, on a thread beside, while what will move another one is still being prepared, and
 * again and again for a while, because starts come in rows.
 */
final class Movers {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final long WHILE_NANOS = TimeUnit.MILLISECONDS.toNanos(120);
    private static final Path OWN = Path.of("/proc/self/cgroup");

    /** A process's line of a hierarchy: its number, controllers and path. */
    private static final int FIELDS = 3;

    private final List<Hierarchy> hierarchies;
    private final AtomicBoolean moving = new AtomicBoolean();
    private volatile long until = System.nanoTime();

    Movers(List<Hierarchy> hierarchies) {
        this.hierarchies = List.copyOf(hierarchies);
    }

    /** Returns at once. What fails does no harm: the move that follows waits then. */
    void expect() {
        until = System.nanoTime() + WHILE_NANOS;
        if (moving.compareAndSet(false, true)) {
            // A platform thread: the kernel would hold a virtual one's carrier.
            Thread.ofPlatform().name("expect-moves").daemon().start(this::move);
        }
    }

    private void move() {
        try {
            Optional<Path> own = own();
            while (own.isPresent() && System.nanoTime() - until < 0) {
                Files.writeString(own.get(), "0", StandardOpenOption.WRITE);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            return; // the next move is as slow as it would have been
        } finally {
            moving.set(false);
        }
    }

    /** The file by which this process is moved to where it is; empty when that cannot be seen from here. */
    private Optional<Path> own() throws IOException {
        List<String> lines = Files.readAllLines(OWN);
        return hierarchies.stream()
                .flatMap(hierarchy -> own(lines, hierarchy).stream())
                .map(directory -> directory.resolve("cgroup.procs"))
                .findFirst();
    }

    /** Where this process is in the hierarchy; empty when that cannot be seen from here. */
    private static Optional<Path> own(List<String> lines, Hierarchy hierarchy) {
        for (String line : lines) {
            String[] fields = line.split(":", FIELDS);
            if (fields.length == FIELDS && isOf(fields[1], hierarchy) && !fields[2].contains("..")) {
                return Optional.of(hierarchy.root().resolve(fields[2].substring(1)));
            }
        }
        return Optional.empty();
    }

    private static boolean isOf(String controllers, Hierarchy hierarchy) {
        return hierarchy instanceof UnifiedHierarchy
                ? controllers.isEmpty()
                : Set.of(controllers.split(",")).equals(hierarchy.controllers());
    }
}
