// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.ledger.Entry;
import io.aurae.auraed.ledger.KernelObject.Kind;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.cgroup.CgroupPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What executables have of the kernel, for the books of what they are in. */
public final class ExecutableBook {
    private ExecutableBook() {}

    /**
     * What executables kept below {@code directory} have of the kernel.
     *
     * @param cgroup the control group of an executable of this name
     * @param there those that are in memory, unless their cell is half made or damaged
     */
    public static List<Entry> entries(
            Path directory, Function<String, CgroupPath> cgroup, Optional<Executables> there) {
        Set<Path> running = there.map(Executables::list).orElse(List.of()).stream()
                .filter(executable -> executable.state() instanceof Running now
                        && now.process().isAlive())
                .map(Executable::directory)
                .collect(Collectors.toSet());
        List<Entry> entries = new ArrayList<>();
        for (Path child : ResourceDirectory.list(directory)) {
            String owner = "executable in '" + child + "'";
            boolean runs = running.contains(child);
            entries.add(Entry.of(Kind.CGROUP, cgroup.apply(child.getFileName().toString()), owner, runs)
                    .withAllBelow());
            entries.add(Entry.of(Kind.PROCESS, child, owner, runs));
            entries.add(Entry.of(Kind.SOCKET, child, owner, false).withAllBelow());
        }
        return entries;
    }
}
