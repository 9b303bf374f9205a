// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.ledger;

import io.aurae.auraed.ledger.KernelObject.Kind;
import io.aurae.cgroup.CgroupPath;
import io.aurae.cgroup.Cgroups;
import io.aurae.linux.Linux;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the kernel has where only this node makes things: below its control group, its runtime directory and its directory of namespaces,
 * and on its network's bridges. Beside the node's own socket, in the runtime directory itself, other programs may have theirs: only the
 * directories below it are the node's alone. Reads, and changes nothing.
 *
 * @param runtime the runtime directory; a file system that is mounted there itself is not the node's
 * @param socket where the node serves
 * @param networks the links and addresses that there are
 */
public record NodeKernel(
        Linux linux,
        Cgroups cgroups,
        CgroupPath cgroupRoot,
        Path runtime,
        Path socket,
        Supplier<Collection<KernelObject>> networks)
        implements Supplier<Set<KernelObject>> {
    private static final Set<String> PROGRAMS = Set.of("conmon", "crun");
    private static final Set<String> BUNDLE_OPTIONS = Set.of("-b", "--bundle");
    /** Of the node itself, not of something on it. */
    private static final String OWN_FIRST_PROCESS = "_init";

    @Override
    public Set<KernelObject> get() {
        Set<KernelObject> found = new HashSet<>();
        try {
            cgroups.open(cgroupRoot).below().stream()
                    .filter(path -> !path.equals(cgroupRoot.path() + "/" + OWN_FIRST_PROCESS))
                    .forEach(path -> found.add(new KernelObject(Kind.CGROUP, path)));
            linux.mounts().stream()
                    .filter(mount -> isOurs(mount.target()))
                    .forEach(mount -> found.add(
                            new KernelObject(Kind.MOUNT, mount.target().toString())));
            namespaces(found);
            sockets(found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        processes(found);
        found.addAll(networks.get());
        return found;
    }

    private boolean isOurs(Path path) {
        return path.startsWith(runtime) && !path.equals(runtime);
    }

    private void namespaces(Set<KernelObject> found) throws IOException {
        Path directory = runtime.resolve("netns");
        if (Files.isDirectory(directory)) {
            try (Stream<Path> pins = Files.list(directory)) {
                pins.forEach(pin -> found.add(new KernelObject(Kind.NAMESPACE, pin.toString())));
            }
        }
    }

    /** Those with a file; {@code /proc/net/unix} shows the node's own network namespace. */
    private void sockets(Set<KernelObject> found) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/net/unix"), StandardCharsets.ISO_8859_1)) {
            int name = line.indexOf(" /");
            if (name > 0) {
                Path path = Path.of(line.substring(name + 1));
                boolean ours = isOurs(path) && !runtime.equals(path.getParent()) && !path.equals(socket);
                if (ours && Files.exists(path)) {
                    // A monitor's is named by a short link to its bundle.
                    found.add(new KernelObject(Kind.SOCKET, path.toRealPath().toString()));
                }
            }
        }
    }

    /** The monitors and runtimes that were given a bundle of this node. */
    private void processes(Set<KernelObject> found) {
        ProcessHandle.allProcesses().forEach(process -> {
            List<String> words = words(process);
            if (words.isEmpty() || !PROGRAMS.contains(programName(words.getFirst()))) {
                return;
            }
            for (int i = 1; i < words.size(); i++) {
                if (BUNDLE_OPTIONS.contains(words.get(i - 1)) && isOurs(Path.of(words.get(i)))) {
                    found.add(new KernelObject(Kind.PROCESS, words.get(i)));
                }
            }
        });
    }

    private static String programName(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }

    private static List<String> words(ProcessHandle process) {
        Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            return List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of(); // it ended meanwhile
        }
    }
}
