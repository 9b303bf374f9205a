// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.linux.Errno;
import io.aurae.linux.HeldFile;
import io.aurae.linux.IdMap;
import io.aurae.linux.LinuxException;
import io.aurae.oci.layer.TreeException;
import io.aurae.oci.layer.TreeUnpacker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of a cell, as its processes see them while one runs. What a path leads to is always below the root that is held, whatever links
 * and renames its processes come up with.
 */
final class CellFiles implements AutoCloseable {
    private static final int PATH_BYTES_MAX = 4096;

    private final HeldFile root;
    private final Optional<IdMap> ids;

    private CellFiles(HeldFile root, Optional<IdMap> ids) {
        this.root = root;
        this.ids = ids;
    }

    /** Those of a cell, or without one the node's own. */
    static CellFiles of(Optional<Cell> cell) {
        HeldFile root = cell.flatMap(CellFiles::seenByAProcess)
                .orElseGet(
                        () -> HeldFile.directory(cell.map(Cell::rootDirectory).orElse(Path.of("/"))));
        return new CellFiles(root, cell.flatMap(Cell::ids));
    }

    /** Those of the cell's users, where they are not the node's. */
    Optional<IdMap> ids() {
        return ids;
    }

    /** The root of a process of the cell, behind which are its mounts too; for a cell whose root is the node's that is nothing else. */
    private static Optional<HeldFile> seenByAProcess(Cell cell) {
        if (cell.rootDirectory().equals(Path.of("/"))) {
            return Optional.empty();
        }
        for (Executable executable : cell.executables().list()) {
            if (executable.state() instanceof Running running) {
                Optional<HeldFile> root = root(running);
                if (root.isPresent()) {
                    return root;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<HeldFile> root(Running running) {
        Path link = Path.of("/proc/" + running.process().pid() + "/root");
        try {
            HeldFile root = HeldFile.directory(link);
            // Looked at afterwards: then the number was still this process's, and not that of one outside of the cell.
            if (running.process().isAlive()) {
                return Optional.of(root);
            }
            root.close();
            return Optional.empty();
        } catch (LinuxException e) {
            return Optional.empty(); // it ended meanwhile
        }
    }

    /**
     * What a path leads to, to be copied out.
     *
     * @throws TreeException NOT_FOUND, INVALID_ARGUMENT
     */
    HeldFile source(String path) {
        try {
            return isContents(path) ? root.followedWithin(checked(path)) : root.within(checked(path));
        } catch (LinuxException e) {
            throw TreeException.of(path, e);
        }
    }

    /** What the file at a path is called in an archive: {@code .} when only what is in it is meant. */
    static String nameOf(String path) {
        String leaf = leaf(path);
        return isContents(path) || leaf.isEmpty() ? "." : leaf;
    }

    private static boolean isContents(String path) {
        return path.equals(".") || path.endsWith("/.");
    }

    /** The last component, without slashes behind it; empty for the root. */
    private static String leaf(String path) {
        String stripped = path.replaceAll("/+$", "");
        return stripped.substring(stripped.lastIndexOf('/') + 1);
    }

    private static String checked(String path) {
        int bytes = path.getBytes(UTF_8).length;
        if (bytes == 0 || bytes > PATH_BYTES_MAX || path.indexOf('\0') >= 0) {
            throw TreeException.invalid(
                    path, "has " + bytes + " bytes (expected: 1 to " + PATH_BYTES_MAX + ", none of them zero)");
        }
        return path;
    }

    /**
     * Where files go that are copied to a path. The answer's directory is the caller's to close.
     *
     * @param directory whether the path must be a directory
     * @throws TreeException NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION
     */
    TreeUnpacker.Target target(String path, boolean directory) {
        boolean must = directory || path.endsWith("/") || isContents(path);
        String shown = "/" + checked(path).replaceAll("^/+|/+$", "");
        try {
            Optional<HeldFile> there = directory(path);
            if (there.isPresent()) {
                return new TreeUnpacker.Target(there.get(), Optional.empty(), shown);
            }
        } catch (LinuxException e) {
            throw TreeException.of(path, e);
        }
        if (must) {
            throw TreeException.notFoundDirectory(path);
        }
        return new TreeUnpacker.Target(parent(path), Optional.of(leaf(path)), parentOf(shown));
    }

    private static String parentOf(String path) {
        String parent = path.substring(0, path.lastIndexOf('/'));
        return parent.isEmpty() ? "/" : parent;
    }

    private HeldFile parent(String path) {
        String name = leaf(path);
        if (name.equals("..") || name.isEmpty()) {
            throw TreeException.invalid(path, "has no name at its end (expected: a file or a directory)");
        }
        String parent = parentOf("/" + path.replaceAll("^/+|/+$", ""));
        try {
            return directory(parent).orElseThrow(() -> TreeException.notFoundDirectory(parent));
        } catch (LinuxException e) {
            throw TreeException.of(parent, e);
        }
    }

    /** The directory at a path; empty when there is none. */
    private Optional<HeldFile> directory(String path) {
        HeldFile found;
        try {
            found = root.followedWithin(path);
        } catch (LinuxException e) {
            if (e.errno().equals(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
        if (Files.isDirectory(found.path())) {
            return Optional.of(found);
        }
        found.close();
        return Optional.empty();
    }

    @Override
    public void close() {
        root.close();
    }
}
