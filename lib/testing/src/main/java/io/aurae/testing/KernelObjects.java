// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aurae.linux.MountPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be left behind on a machine, found by a name in it. */
final class KernelObjects {
    /** Where files are looked for, and how deep. */
    private static final Map<Path, Integer> FILE_ROOTS = Map.of(
            Path.of("/run"), 4,
            Path.of("/var/lib/aurae"), 4,
            Path.of("/var/lib/cni"), 4,
            Path.of("/etc/aurae"), 4,
            Path.of("/etc/cni"), 4,
            Path.of("/dev/shm"), 4,
            Path.of("/tmp"), 1);

    private final String name;
    private final Path except;
    private final List<String> found = new ArrayList<>();

    private KernelObjects(String name, Path except) {
        this.name = name;
        this.except = except;
    }

    /** One line for each thing that carries {@code name}; the directory {@code except} and the files in it are not looked for. */
    static List<String> carrying(String name, Path except) {
        KernelObjects objects = new KernelObjects(name, except);
        try {
            objects.processes();
            objects.mounts();
            objects.sockets();
            objects.tree(Path.of("/sys/fs/cgroup"), Integer.MAX_VALUE, "cgroup");
            objects.tree(Path.of("/sys/class/net"), 1, "link");
            for (var root : FILE_ROOTS.entrySet()) {
                objects.tree(root.getKey(), root.getValue(), "file");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects.found;
    }

    private void processes() throws IOException {
        String self = Long.toString(ProcessHandle.current().pid());
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                String pid = entry.getFileName().toString();
                if (Character.isDigit(pid.charAt(0)) && !pid.equals(self)) {
                    process(entry);
                }
            }
        }
    }

    private void process(Path process) {
        String command = content(process.resolve("cmdline"));
        Stream<String> places = Stream.of(
                command,
                content(process.resolve("environ")),
                content(process.resolve("cgroup")),
                link(process.resolve("cwd")));
        if (places.anyMatch(place -> place.contains(name))) {
            found.add("process " + process.getFileName() + ": " + command);
        }
    }

    private static String content(Path file) {
        try {
            return new String(Files.readAllBytes(file), UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it ended meanwhile, or belongs to somebody else
        }
    }

    private static String link(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private void mounts() {
        for (MountPoint mount : MountPoint.all()) {
            if (mount.toString().contains(name)) {
                found.add("mount " + mount.target());
            }
        }
    }

    /** Those that are bound, whether or not their file is still there. */
    private void sockets() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/net/unix"))) {
            if (line.contains(name)) {
                found.add("socket " + line.substring(line.lastIndexOf(' ') + 1));
            }
        }
    }

    /** Adds the topmost entries below {@code root} whose names carry the name. */
    private void tree(Path root, int depth, String kind) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        Files.walkFileTree(root, Set.of(), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return visit(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                visit(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return goOn(e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                return e == null ? FileVisitResult.CONTINUE : goOn(e);
            }

            // Others make and remove things meanwhile, and not all is ours to read.
            private FileVisitResult goOn(IOException e) throws IOException {
                if (e instanceof FileSystemException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            private boolean visit(Path path) {
                boolean carries = String.valueOf(path.getFileName()).contains(name);
                if (carries && !path.equals(except)) {
                    found.add(kind + " " + path);
                }
                return carries;
            }
        });
    }
}
