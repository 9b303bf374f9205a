// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.linux.HeldFile;
import io.aurae.linux.LinuxException;
import io.aurae.oci.layer.TreeArchive;
import io.aurae.oci.layer.TreeUnpacker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Files of this machine that are copied to a cell.
 *
 * @param contents only what is in the directory
 */
record LocalFiles(Path path, boolean contents) {
    /** @throws CliException when nothing is there */
    static LocalFiles at(String text) {
        boolean contents = text.equals(".") || text.endsWith("/.") || text.equals("..") || text.endsWith("/..");
        Path path = absolute(text);
        boolean directory = contents || text.endsWith("/");
        boolean there = directory ? Files.isDirectory(path) : Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        if (!there) {
            throw CliException.notFound("path '" + text + "' not found (expected: a file or a directory)");
        }
        return new LocalFiles(path, contents || path.getParent() == null);
    }

    private static Path absolute(String text) {
        return Path.of(text).toAbsolutePath().normalize();
    }

    /** Writes them as an archive. */
    void write(OutputStream out, Consumer<String> leftOut) throws IOException {
        TreeArchive archive = new TreeArchive(out, leftOut);
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (contents || parent == null || name == null) {
            try (HeldFile directory = hold(path)) {
                archive.add(directory, ".");
            }
        } else {
            try (HeldFile directory = hold(parent);
                    HeldFile file = directory.child(name.toString())) {
                archive.add(file, name.toString());
            }
        }
        archive.finish();
    }

    private static HeldFile hold(Path directory) {
        try {
            return HeldFile.directory(directory);
        } catch (LinuxException e) {
            throw CliException.refused("directory '" + directory + "' cannot be used: " + e.errno());
        }
    }

    /** Where files of a cell go. */
    record Place(TreeUnpacker.Target target) implements AutoCloseable {
        @Override
        public void close() {
            target.directory().close();
        }
    }

    /** Into the directory that is there, or under the name that is free in the one above. */
    static Place place(String text) {
        Path path = absolute(text);
        if (Files.isDirectory(path)) {
            return new Place(new TreeUnpacker.Target(hold(path), Optional.empty(), path.toString()));
        }
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (text.endsWith("/") || parent == null || name == null || !Files.isDirectory(parent)) {
            throw CliException.notFound(
                    "directory '" + (text.endsWith("/") ? path : parent) + "' not found (expected: one that is there)");
        }
        return new Place(new TreeUnpacker.Target(hold(parent), Optional.of(name.toString()), parent.toString()));
    }
}
