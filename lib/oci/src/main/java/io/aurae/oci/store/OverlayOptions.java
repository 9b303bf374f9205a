// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a> is told.
 *
 * @param lowers absolute directories, topmost first
 * @param upper the options for what is written; empty when nothing is
 */
record OverlayOptions(List<Path> lowers, String upper) {
    /** The kernel takes one page, with a zero at its end. */
    private static final int MAX_BYTES = 4095;

    private static final String EMPTY = "empty";

    /** What is written lives no longer than what runs, so nobody waits for it to reach the disk: not fsync, and not the unmount. */
    private static final String NO_SYNC = ",volatile";

    static OverlayOptions of(Layout layout, Snapshot snapshot, Snapshots.Access access) {
        List<Path> lowers = snapshot.layers().stream()
                .map(name -> layout.layers().resolve(name))
                .collect(Collectors.toCollection(ArrayList::new));
        boolean writable = access == Snapshots.Access.READ_WRITE;
        // Overlayfs wants one directory below an upper one, and two where there is none.
        while (lowers.size() < (writable ? 1 : 2)) {
            lowers.add(empty(layout, lowers.size()));
        }
        if (!writable) {
            return new OverlayOptions(lowers, "");
        }
        String directory = unescaped(snapshot.directory());
        return new OverlayOptions(lowers, ",upperdir=" + directory + "/upper,workdir=" + directory + "/work" + NO_SYNC);
    }

    /** Characters that separate options would need escapes that not every kernel reads alike. */
    private static String unescaped(Path path) {
        String text = path.toAbsolutePath().toString();
        if (text.matches(".*[,:\\\\\"\\s].*")) {
            throw new StoreException.BadName(
                    "directory '" + text + "' cannot hold a root file system (expected: no comma, colon, space,"
                            + " quote or backslash in it)");
        }
        return text;
    }

    private static Path empty(Layout layout, int number) {
        try {
            return Files.createDirectories(layout.root().resolve(EMPTY + number));
        } catch (IOException e) {
            throw new StoreException.Broken("cannot make an empty layer in '" + layout.root() + "'", e);
        }
    }

    /** The options with absolute paths. */
    String text() {
        return lowers.stream().map(OverlayOptions::unescaped).collect(Collectors.joining(":", "lowerdir=", upper));
    }

    /** The options with the layers relative to their directory. */
    String relativeText(Path directory) {
        return lowers.stream()
                .map(lower -> lower.startsWith(directory) ? directory.relativize(lower) : lower)
                .map(Path::toString)
                .collect(Collectors.joining(":", "lowerdir=", upper));
    }

    boolean fits() {
        return fits(text());
    }

    static boolean fits(String text) {
        return text.getBytes(UTF_8).length <= MAX_BYTES;
    }
}
