// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.Rollback;
import io.aurae.linux.Errno;
import io.aurae.linux.HeldFile;
import io.aurae.linux.LinuxException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A control group and those below it in one hierarchy, as they were when this was made. Whoever may make control groups may make them deeper
 * than any path leads: from where a path is long the groups are reached through one that is held open until this is closed.
 */
final class CgroupTree implements AutoCloseable {
    /** So that a name more, and that of a file, still make a path that the kernel takes (4096 bytes). */
    private static final int PATH_CHARACTERS_MAX = 3000;

    private final List<Node> nodes = new ArrayList<>();
    private final Rollback held = new Rollback();

    /**
     * One of them.
     *
     * @param entry where it can be removed
     * @param inside where its files are
     * @param name its path below the first one, with a slash in front; empty for that one; no longer than a path can be
     */
    record Node(Path entry, Path inside, String name) {}

    private CgroupTree() {}

    /** What is done with each as it is found, before those below it are looked for. */
    @FunctionalInterface
    interface Visit {
        void at(Node node) throws IOException;
    }

    /** None when it does not exist; some that are found may be gone when they are visited. */
    static CgroupTree of(Path top, Visit visit) throws IOException {
        CgroupTree tree = new CgroupTree();
        boolean read = false;
        try {
            if (Files.isDirectory(top)) {
                tree.read(top, visit);
            }
            read = true;
        } finally {
            if (!read) {
                tree.close();
            }
        }
        return tree;
    }

    /** Each after the one around it. */
    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    private void read(Path top, Visit visit) throws IOException {
        Deque<Node> todo = new ArrayDeque<>(List.of(new Node(top, top, "")));
        while (!todo.isEmpty()) {
            Node found = todo.pop();
            Node node = new Node(found.entry(), inside(found.entry()), found.name());
            nodes.add(node);
            visit.at(node);
            for (Path child : children(node.inside())) {
                todo.push(new Node(child, child, below(node.name(), child)));
            }
        }
    }

    private static String below(String name, Path child) {
        return name.length() > PATH_CHARACTERS_MAX ? name : name + "/" + child.getFileName();
    }

    private Path inside(Path entry) {
        if (entry.toString().length() <= PATH_CHARACTERS_MAX) {
            return entry;
        }
        try {
            HeldFile directory = HeldFile.directory(entry);
            held.push("let go of a control group", directory::close);
            return directory.path();
        } catch (LinuxException e) {
            if (e.errno().equals(Errno.ENOENT)) {
                return entry;
            }
            throw e;
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            List<Path> children = new ArrayList<>();
            entries.forEach(children::add);
            return children;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        held.close();
    }
}
