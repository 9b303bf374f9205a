// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import io.aurae.linux.KernelFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Control groups in an ordinary directory, for tests without privileges. New directories get their files, and go only without processes
 * and children, as in the kernel; limits are merely kept. The processes put into them are real ones and leave when they end.
 */
public final class FakeCgroupTree implements KernelFiles {
    /** The files of each controller with their first content. */
    private static final Map<String, Map<String, String>> LEGACY = Map.of(
            "cpu",
            Map.of("cpu.shares", "1024", "cpu.cfs_quota_us", "-1", "cpu.cfs_period_us", "100000"),
            "cpuacct",
            Map.of(),
            "cpuset",
            Map.of("cpuset.cpus", "", "cpuset.mems", ""),
            "memory",
            Map.of(
                    "memory.limit_in_bytes",
                    "9223372036854771712",
                    "memory.memsw.limit_in_bytes",
                    "9223372036854771712",
                    "memory.soft_limit_in_bytes",
                    "9223372036854771712",
                    "memory.usage_in_bytes",
                    "0",
                    "memory.stat",
                    "hierarchical_memory_limit 9223372036854771712"),
            "freezer",
            Map.of("freezer.state", "THAWED", "freezer.self_freezing", "0"),
            "pids",
            Map.of("pids.current", "0", "pids.max", "max"),
            "blkio",
            Map.of(
                    "blkio.bfq.weight",
                    "100",
                    "blkio.throttle.read_bps_device",
                    "",
                    "blkio.throttle.write_bps_device",
                    "",
                    "blkio.throttle.read_iops_device",
                    "",
                    "blkio.throttle.write_iops_device",
                    ""),
            "hugetlb",
            Map.of("hugetlb.2MB.limit_in_bytes", "9223372036854771712"),
            "name=systemd",
            Map.of());

    private static final Map<String, Map<String, String>> UNIFIED = Map.of(
            "cpu",
            Map.of("cpu.weight", "100", "cpu.max", "max 100000"),
            "cpuset",
            Map.of("cpuset.cpus", "", "cpuset.mems", "", "cpuset.cpus.effective", "0-3", "cpuset.mems.effective", "0"),
            "memory",
            Map.of(
                    "memory.min",
                    "0",
                    "memory.low",
                    "0",
                    "memory.high",
                    "max",
                    "memory.max",
                    "max",
                    "memory.swap.max",
                    "max",
                    "memory.oom.group",
                    "0",
                    "memory.current",
                    "0",
                    "memory.stat",
                    "anon 0"),
            "pids",
            Map.of("pids.current", "0", "pids.max", "max"),
            "io",
            Map.of("io.weight", "default 100", "io.max", ""),
            "hugetlb",
            Map.of("hugetlb.2MB.max", "max"));

    private static final String CHILDREN_GET = "cgroup.subtree_control";

    private record Tree(Path root, boolean unified, List<String> controllers) {}

    private final Path root;
    private final List<Tree> trees = new ArrayList<>();
    private int changesToFailure;

    private FakeCgroupTree(Path root) {
        this.root = root;
    }

    /** Version 1 alone, below an empty directory. */
    public static FakeCgroupTree legacy(Path root) {
        FakeCgroupTree fake = new FakeCgroupTree(root);
        for (String controller :
                List.of("cpu", "cpuacct", "cpuset", "memory", "freezer", "pids", "blkio", "hugetlb", "name=systemd")) {
            fake.mount(controller.replace("name=", ""), false, List.of(controller));
        }
        return fake;
    }

    /** Version 1, and a version 2 tree that holds {@code hugetlb} alone. */
    public static FakeCgroupTree hybrid(Path root) {
        FakeCgroupTree fake = new FakeCgroupTree(root);
        for (String controller : List.of("cpu", "cpuset", "memory", "freezer", "pids", "name=systemd")) {
            fake.mount(controller.replace("name=", ""), false, List.of(controller));
        }
        fake.mount("unified", true, List.of("hugetlb"));
        return fake;
    }

    /** Version 2 alone. */
    public static FakeCgroupTree unified(Path root) {
        FakeCgroupTree fake = new FakeCgroupTree(root);
        fake.mount("unified", true, List.of("cpu", "cpuset", "hugetlb", "io", "memory", "pids"));
        return fake;
    }

    private void mount(String name, boolean unified, List<String> controllers) {
        Tree tree = new Tree(root.resolve(name), unified, controllers);
        trees.add(tree);
        try {
            Files.createDirectory(tree.root());
            populate(tree, tree.root());
            if (controllers.contains("cpuset")) {
                Files.writeString(tree.root().resolve("cpuset.cpus"), "0-3");
                Files.writeString(tree.root().resolve("cpuset.mems"), "0");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file in the form of mountinfo that names the trees. */
    public Path mountinfo() {
        StringBuilder lines = new StringBuilder();
        for (Tree tree : trees) {
            String type =
                    tree.unified() ? "cgroup2 cgroup2 rw" : "cgroup cgroup rw," + String.join(",", tree.controllers());
            lines.append("1 1 0:1 / ")
                    .append(tree.root())
                    .append(" rw,relatime - ")
                    .append(type)
                    .append('\n');
        }
        try {
            return Files.writeString(root.resolve("mountinfo"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a process into a control group, such as {@code /web}, of every tree. */
    public void add(String cgroup, long pid) {
        for (Tree tree : trees) {
            try {
                Path processes = tree.root().resolve(cgroup.substring(1)).resolve("cgroup.procs");
                Files.writeString(processes, pid + "\n", StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Lets a later change fail, once: 1 is the next directory made or removed, or file written. */
    public void failChange(int nth) {
        changesToFailure = nth;
    }

    private void change(Path path) throws FileSystemException {
        changesToFailure--;
        if (changesToFailure == 0) {
            throw new FileSystemException(path.toString(), null, "No space left on device");
        }
    }

    @Override
    public String read(Path file) throws IOException {
        String content = Files.readString(file).strip();
        if (!file.endsWith("cgroup.procs")) {
            return content;
        }
        return content.lines().filter(FakeCgroupTree::isAlive).collect(Collectors.joining("\n"));
    }

    private static boolean isAlive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    @Override
    public void write(Path file, String text) throws IOException {
        change(file);
        Path directory = parent(file);
        if (file.endsWith(CHILDREN_GET)) {
            Files.writeString(file, text.replace("+", "") + " " + read(file));
            for (Path child : children(directory)) {
                populate(tree(directory), child);
            }
        } else if (file.endsWith("cgroup.kill") && Files.exists(file)) {
            kill(directory);
        } else {
            Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            halt(file, text);
        }
    }

    /** What the kernel shows of a freeze, which comes at once here. */
    private static void halt(Path file, String text) throws IOException {
        if (file.endsWith("freezer.state")) {
            Files.writeString(file.resolveSibling("freezer.self_freezing"), text.equals("FROZEN") ? "1" : "0");
        } else if (file.endsWith("cgroup.freeze")) {
            Files.writeString(file.resolveSibling("cgroup.events"), "populated 1\nfrozen " + text + "\n");
        }
    }

    private void kill(Path directory) throws IOException {
        for (String pid : read(directory.resolve("cgroup.procs")).lines().toList()) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
        for (Path child : children(directory)) {
            kill(child);
        }
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        change(directory);
        Files.createDirectory(directory);
        populate(tree(directory), directory);
    }

    @Override
    public void removeDirectory(Path directory) throws IOException {
        change(directory);
        if (!children(directory).isEmpty()
                || !read(directory.resolve("cgroup.procs")).isEmpty()) {
            throw new FileSystemException(directory.toString(), null, "Device or resource busy");
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** Gives a directory the files that it should have and has not. */
    private void populate(Tree tree, Path directory) throws IOException {
        Map<String, String> files = new HashMap<>(Map.of("cgroup.procs", ""));
        List<String> controllers = tree.controllers();
        if (tree.unified()) {
            boolean top = directory.equals(tree.root());
            if (!top) {
                controllers =
                        List.of(read(directory.resolveSibling(CHILDREN_GET)).split(" "));
                files.putAll(
                        Map.of("cgroup.kill", "", "cgroup.freeze", "0", "cgroup.events", "populated 0\nfrozen 0\n"));
            }
            Files.writeString(directory.resolve("cgroup.controllers"), String.join(" ", controllers));
            files.put(CHILDREN_GET, "");
        }
        for (String controller : controllers) {
            files.putAll((tree.unified() ? UNIFIED : LEGACY).getOrDefault(controller, Map.of()));
        }
        for (var file : files.entrySet()) {
            if (!Files.exists(directory.resolve(file.getKey()))) {
                Files.writeString(directory.resolve(file.getKey()), file.getValue());
            }
        }
    }

    private Tree tree(Path path) {
        return trees.stream()
                .filter(tree -> path.startsWith(tree.root()))
                .findFirst()
                .orElseThrow();
    }

    private static Path parent(Path file) throws NoSuchFileException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new NoSuchFileException(file.toString());
        }
        return parent;
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).toList();
        }
    }
}
