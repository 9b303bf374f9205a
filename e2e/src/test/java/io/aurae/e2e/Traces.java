// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a node has on the machine besides itself: processes, mounts, control groups, links, packet rules, addresses, and files of state.
 *
 * @param found one line each
 */
public record Traces(Set<String> found) {
    private static final int STATE_DEPTH = 2;

    /** What there is now. */
    public static Traces of(Node node) {
        Set<String> found = new TreeSet<>();
        try {
            processes(node, found);
            lines("mount", Files.readAllLines(Path.of("/proc/self/mountinfo")), node.name(), found);
            lines("rule", Command.of("iptables-save").orFail().lines().toList(), node.subnet(), found);
            cgroups(node, found);
            tree("link", Path.of("/sys/class/net", node.name(), "brif"), 1, found);
            tree("address", node.directory().resolve("ipam").resolve(node.name()), 1, found);
            for (Path kind : directories(node.directory().resolve("run"))) {
                tree("file", kind, STATE_DEPTH, found);
            }
            tree("snapshot", node.directory().resolve("lib/snapshots"), 1, found);
            tree("library", node.directory().resolve("lib/instances"), 1, found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.removeIf(line -> line.endsWith("/lock") || line.contains("last_reserved_ip"));
        return new Traces(found);
    }

    /** Fails when there is more now than then, and stays. */
    void awaitNoneSince(Node node) {
        await().untilAsserted(() ->
                assertThat(of(node).found).as("left behind by the test").isSubsetOf(found));
    }

    /** The same without numbers that are others each time: those of processes, mounts and their devices. */
    public Traces unnumbered() {
        Set<String> lines = new TreeSet<>();
        found.forEach(line -> lines.add(line.replaceAll("^process \\d+", "process")
                .replaceAll("^mount \\d+ \\d+ \\S+ ", "mount ")
                .replaceAll(" (shared|master):\\d+", "")));
        return new Traces(lines);
    }

    /** Workloads, instances and monitors; not the daemon, which may have been restarted. */
    private static void processes(Node node, Set<String> found) {
        for (KernelProcess process : KernelProcess.all()) {
            boolean placed = process.cgroups().contains("/" + node.name() + "/");
            boolean serves = process.commandLine().matches("(.*/)?(conmon|crun|nsenter|aurae-enter) .*")
                    && process.commandLine().contains(node.directory().toString());
            if (placed || serves) {
                found.add("process " + process.pid() + " " + process.commandLine());
            }
        }
    }

    private static void lines(String kind, Iterable<String> lines, String part, Set<String> found) {
        for (String line : lines) {
            if (line.contains(part)) {
                found.add(kind + " " + line);
            }
        }
    }

    private static void cgroups(Node node, Set<String> found) throws IOException {
        for (Path hierarchy : directories(Path.of("/sys/fs/cgroup"))) {
            tree("cgroup", hierarchy.resolve(node.name()), 1, found);
        }
        tree("cgroup", Path.of("/sys/fs/cgroup").resolve(node.name()), 1, found);
    }

    private static List<Path> directories(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    /** What is below {@code root}, to this depth. */
    private static void tree(String kind, Path root, int depth, Set<String> found) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root, depth)) {
            paths.filter(path -> !path.equals(root))
                    .filter(path -> !kind.equals("cgroup") || Files.isDirectory(path))
                    .forEach(path -> found.add(kind + " " + path));
        } catch (UncheckedIOException e) {
            found.add(kind + " " + root + " is changing");
        }
    }
}
