// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What can be left behind on a machine, found by a name in it. */
final class KernelObjects {
    private static final List<Path> FILE_ROOTS = List.of(
            Path.of("/run"),
            Path.of("/var/lib/aurae"),
            Path.of("/var/lib/cni"),
            Path.of("/etc/aurae"),
            Path.of("/dev/shm"));
    private static final int FILE_DEPTH = 4;

    private KernelObjects() {}

    static List<String> carrying(String name) {
        List<String> found = new ArrayList<>();
        try {
            processes(name, found);
            mounts(name, found);
            tree(Path.of("/sys/fs/cgroup"), Integer.MAX_VALUE, name, "cgroup", found);
            tree(Path.of("/sys/class/net"), 1, name, "link", found);
            for (Path root : FILE_ROOTS) {
                tree(root, FILE_DEPTH, name, "file", found);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static void processes(String name, List<String> found) throws IOException {
        long self = ProcessHandle.current().pid();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                String pid = entry.getFileName().toString();
                if (Character.isDigit(pid.charAt(0)) && Long.parseLong(pid) != self) {
                    String command = commandLine(entry);
                    if (command.contains(name)) {
                        found.add("process " + pid + ": " + command);
                    }
                }
            }
        }
    }

    private static String commandLine(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it ended meanwhile
        }
    }

    private static void mounts(String name, List<String> found) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            if (line.contains(name)) {
                found.add("mount " + line.split(" ")[4]);
            }
        }
    }

    /** Adds the topmost entries below {@code root} whose names carry {@code name}. */
    private static void tree(Path root, int depth, String name, String kind, List<String> found) throws IOException {
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
                if (e instanceof NoSuchFileException || e instanceof AccessDeniedException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            private boolean visit(Path path) {
                boolean carries = String.valueOf(path.getFileName()).contains(name);
                if (carries) {
                    found.add(kind + " " + path);
                }
                return carries;
            }
        });
    }
}
