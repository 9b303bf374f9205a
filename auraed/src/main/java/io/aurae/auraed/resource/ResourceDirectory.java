// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import io.aurae.base.DirectoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** The directories of resources: one each, mode 0700, below one directory a kind. */
public final class ResourceDirectory {
    private ResourceDirectory() {}

    /** Makes the directory and its parents, mode 0700. Repeating: does nothing. */
    public static Path create(Path directory) {
        try {
            return Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw ResourceException.file("directory '" + directory + "' cannot be made", e);
        }
    }

    /** The directories below {@code parent}, in order of their names; empty when it does not exist. */
    public static List<Path> list(Path parent) {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | UncheckedIOException e) {
            throw ResourceException.file("directory '" + parent + "' cannot be listed", e);
        }
    }

    /**
     * Removes the directory and what is in it, following no link. Another file system that is still mounted in it is not entered: the
     * removal fails there. Repeating: does nothing.
     */
    public static void remove(Path directory) {
        try {
            DirectoryTree.remove(directory);
        } catch (IOException e) {
            throw ResourceException.file("directory '" + directory + "' cannot be removed", e);
        }
    }

    /**
     * Removes the directory of a resource that has no record, because it was never written or what it was for is freed. Repeating: does
     * nothing.
     *
     * @param processes that run in the resource's control group
     * @throws ResourceException INTERNAL, and the directory stays, when there are any: then the record was lost, and this is all that is
     *     known of them
     */
    public static void removeUnrecorded(Path directory, List<Long> processes) {
        if (!processes.isEmpty()) {
            throw ResourceException.lost(directory, processes);
        }
        remove(directory);
    }
}
