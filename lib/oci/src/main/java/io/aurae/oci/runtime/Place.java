// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.linux.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Where containers live, and where what is known about them is kept. The directories are absolute, the same seen from inside the
 * instance, and made when they are first needed.
 *
 * @param runtimeRoot the runtime's own state; one for each instance
 * @param exits where the exit codes appear, a file for each container
 * @param sockets links to the bundles, short enough for the path of a socket
 * @param enterPid the instance's first process as this program sees it; empty for the host
 * @param hostProcesses with the host's processes and mounts, but the instance's network, IPC and hostname
 */
public record Place(Path runtimeRoot, Path exits, Path sockets, OptionalLong enterPid, boolean hostProcesses) {
    private static final String NUMBERS = "NSpid:";

    /** On the host itself. */
    public static Place host(Path runtimeRoot, Path exits, Path sockets) {
        return new Place(runtimeRoot, exits, sockets, OptionalLong.empty(), true);
    }

    /** In the instance whose first process has this pid here. */
    public Place inside(long pid, Path runtimeRoot) {
        return new Place(runtimeRoot, exits, sockets, OptionalLong.of(pid), false);
    }

    /** The same among the processes of the host: what is started there does not end with the instance's first process. */
    public Place beside(long pid, Path runtimeRoot) {
        return new Place(runtimeRoot, exits, sockets, OptionalLong.of(pid), true);
    }

    void prepare() throws IOException {
        for (Path directory : List.of(runtimeRoot, exits, sockets)) {
            Files.createDirectories(directory);
        }
    }

    /** Whether the instance has ended, and with it everything in it. */
    boolean isGone() {
        return !hostProcesses
                && enterPid.isPresent()
                && ProcessId.of(enterPid.getAsLong()).isEmpty();
    }

    /** The number by which what is started here knows a process that this program knows by {@code pid}; empty when that has ended. */
    public OptionalLong numberOf(long pid) {
        int level = hostProcesses || enterPid.isEmpty()
                ? 0
                : numbers(enterPid.getAsLong()).size() - 1;
        List<Long> numbers = numbers(pid);
        return level >= 0 && level < numbers.size() ? OptionalLong.of(numbers.get(level)) : OptionalLong.empty();
    }

    /** The numbers of a process, from this program's namespace to its innermost one; none when it has ended. */
    private static List<Long> numbers(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith(NUMBERS))
                    .flatMap(line ->
                            Stream.of(line.substring(NUMBERS.length()).strip().split("\\s+")))
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    Path link(ContainerId id) {
        return sockets.resolve(id.value());
    }
}
