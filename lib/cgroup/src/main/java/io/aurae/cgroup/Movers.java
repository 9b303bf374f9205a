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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the kernel ready to move processes. The first move after a pause, in whichever hierarchy, waits until every processor has taken
 * notice (an RCU grace period, about 10 ms); those of the next 20 ms wait for nothing. So this process is moved to where it is already,
 * on a thread beside, while what will move another one is still being prepared.
 */
final class Movers {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Path OWN = Path.of("/proc/self/cgroup");

    /** A process's line of a hierarchy: its number, controllers and path. */
    private static final int FIELDS = 3;

    private final List<Hierarchy> hierarchies;
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    Movers(List<Hierarchy> hierarchies) {
        this.hierarchies = List.copyOf(hierarchies);
    }

    /** Returns at once; does nothing while the last time is very near. What fails does no harm: the move that follows waits then. */
    void expect() {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
            // A platform thread: the kernel would hold a virtual one's carrier.
            Thread.ofPlatform().name("expect-moves").daemon().start(this::moveToWhereItIs);
        }
    }

    private void moveToWhereItIs() {
        try {
            List<String> lines = Files.readAllLines(OWN);
            for (Hierarchy hierarchy : hierarchies) {
                Optional<Path> own = own(lines, hierarchy);
                if (own.isPresent()) {
                    Files.writeString(own.get().resolve("cgroup.procs"), "0", StandardOpenOption.WRITE);
                    return;
                }
            }
        } catch (IOException e) {
            return; // the next move is as slow as it would have been
        }
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
