// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the project's own things are. */
public final class Project {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private Project() {}

    /** A file of the project. */
    public static Path file(String path) {
        return ROOT.resolve(path);
    }

    /** The distribution that was built last. */
    public static Path home() {
        return program("auraed").getParent().getParent();
    }

    /** A program of the distribution that was built last. */
    public static Path program(String name) {
        try (Stream<Path> built = Files.list(file("dist/target"))) {
            return built.map(folder -> folder.resolve("bin").resolve(name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no distribution has '" + name + "' (expected: make dist)"));
        } catch (IOException e) {
            throw new UncheckedIOException("no distribution (expected: make dist)", e);
        }
    }
}
