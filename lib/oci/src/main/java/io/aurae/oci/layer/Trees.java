// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.base.DirectoryTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Directories with all that is in them. */
public final class Trees {
    private static final int MODE_BITS = 0xfff;

    private Trees() {}

    /**
     * Deletes a file or a directory with all that is in it, following no symbolic link. Repeating, and what is not there: succeeds.
     *
     * @throws IOException when something cannot be deleted; what comes after it is still there
     */
    public static void delete(Path path) throws IOException {
        DirectoryTree.remove(path);
    }

    /** Deletes all that is in a directory, as {@link #delete} does. */
    public static void deleteContents(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                delete(entry);
            }
        }
    }

    /** Gives the directory {@code to} the owner, group, mode and modification time of {@code from}. */
    public static void copyAttributes(Path from, Path to) throws IOException {
        for (String attribute : List.of("unix:uid", "unix:gid")) {
            Files.setAttribute(
                    to,
                    attribute,
                    Files.getAttribute(from, attribute, LinkOption.NOFOLLOW_LINKS),
                    LinkOption.NOFOLLOW_LINKS);
        }
        int mode = (int) Files.getAttribute(from, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(to, "unix:mode", mode & MODE_BITS, LinkOption.NOFOLLOW_LINKS);
        Files.setLastModifiedTime(to, Files.getLastModifiedTime(from, LinkOption.NOFOLLOW_LINKS));
    }
}
