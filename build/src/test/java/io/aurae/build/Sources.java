// SPDX-License-Identifier: Apache-2.0
package io.aurae.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of this repository that people write. */
final class Sources {
    private Sources() {}

    /** The repository's root folder, above the module whose tests run. */
    static Path root() {
        return Path.of("").toAbsolutePath().getParent();
    }

    /** All regular files below {@code folder}, without what a build made. */
    static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !root().relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
                    .sorted()
                    .toList();
        }
    }
}
