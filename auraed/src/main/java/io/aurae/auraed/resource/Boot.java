// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The run of the machine: nothing that was made in an earlier one runs. */
public final class Boot {
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String MARK = "boot";

    private Boot() {}

    /** A word that no other run of any machine has. */
    public static String current() {
        try {
            return Files.readString(ID).strip();
        } catch (IOException e) {
            throw ResourceException.file("'" + ID + "' cannot be read", e);
        }
    }

    /** Notes in a directory that outlives reboots in which run it was made. */
    public static void mark(Path directory) {
        try {
            Files.writeString(directory.resolve(MARK), current());
        } catch (IOException e) {
            throw ResourceException.file("directory '" + directory + "' cannot be marked", e);
        }
    }

    /** Whether a directory was marked in this run of the machine. */
    public static boolean hasMarked(Path directory) {
        try {
            return Files.readString(directory.resolve(MARK)).equals(current());
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw ResourceException.file("the mark of directory '" + directory + "' cannot be read", e);
        }
    }
}
