// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory for one test, short enough for a socket's path. Closing removes it with all that is in it. */
record TestDirectory(Path path) implements AutoCloseable {
    TestDirectory(String name) throws IOException {
        this(Files.createDirectory(Path.of("/tmp", "aurae-" + name)));
    }

    /** Writes an executable shell script with this body. */
    Path script(String body) throws IOException {
        return executable("script", body);
    }

    /** As {@link #script}, under this name, which may have folders in it. */
    Path executable(String name, String body) throws IOException {
        Path script = path.resolve(name);
        Files.createDirectories(script.resolveSibling(""));
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> entries = Files.walk(path)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
