// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Takes what is damaged out of the way, for people to look at, and remembers why. Used by one thread, while the store opens. */
final class Quarantine {
    /** Most things that are kept; with more the oldest go. */
    private static final int MAX_KEPT = 100;

    private final Path directory;
    private final List<String> problems = new ArrayList<>();

    Quarantine(Path directory) {
        this.directory = directory;
    }

    /**
     * Moves a file to the directory of damaged things, or deletes it when that fails.
     *
     * @param what its kind and what becomes of it, for the report
     */
    void setAside(Path file, String what, String why) throws IOException {
        Path aside = directory.resolve(System.currentTimeMillis() + "-" + problems.size() + "-" + file.getFileName());
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(file);
        }
        problems.add(what + " '" + file.getFileName() + "' is damaged and set aside as '" + aside + "': " + why);
        List<Path> kept = Layout.list(directory);
        for (Path old : kept.subList(0, Math.max(0, kept.size() - MAX_KEPT))) {
            Files.deleteIfExists(old);
        }
    }

    /** A sentence for each thing that was set aside. */
    List<String> problems() {
        return List.copyOf(problems);
    }
}
