// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file that standard error goes to, when it is one: nobody else keeps it from growing. The launcher has it open as well, so it cannot be
 * moved: it is copied to the same name with {@code .1} and emptied, while the one who writes waits.
 */
final class OwnLogFile {
    private static final long BYTES_MAX = 16 << 20;
    private static final int LINES_PER_LOOK = 100;

    private final Path file;
    private final long bytesMax;
    private long lines;

    OwnLogFile(Path file, long bytesMax) {
        this.file = file;
        this.bytesMax = bytesMax;
    }

    /** That of this process; empty when its standard error is something else, as under a service manager. */
    static Optional<OwnLogFile> ofThisProcess() {
        try {
            Path target = Path.of("/proc/self/fd/2").toRealPath();
            return Files.isRegularFile(target) ? Optional.of(new OwnLogFile(target, BYTES_MAX)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** To be called between two lines. */
    void written() {
        if (lines++ % LINES_PER_LOOK == 0) {
            look();
        }
    }

    private void look() {
        try {
            if (Files.size(file) > bytesMax) {
                begin();
            }
        } catch (IOException e) {
            return; // it grows on, and this is tried again
        }
    }

    private void begin() throws IOException {
        Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }
}
