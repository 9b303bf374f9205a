// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a small file of the kernel by a few calls of the C library, in a fraction of the time that a channel takes, which is made for large
 * files, many users and interrupts. Where statistics are asked for there are hundreds of them.
 */
final class WholeFile {
    private static final int USUAL_BYTES_MAX = 4096;

    private WholeFile() {}

    /** The content without the white space around it; empty when it cannot be read. */
    static Optional<String> read(Path file) {
        int fd = LibC.functions().open(file.toString(), LibC.O_CLOEXEC);
        if (fd < 0) {
            return Optional.empty();
        }
        try {
            return read(fd);
        } finally {
            LibC.functions().close(fd);
        }
    }

    private static Optional<String> read(int fd) {
        ByteBuffer content = ByteBuffer.allocate(USUAL_BYTES_MAX);
        while (true) {
            long size = LibC.functions().read(fd, content.slice(), content.remaining());
            if (size < 0) {
                return Optional.empty();
            }
            if (size == 0) {
                return Optional.of(new String(content.array(), 0, content.position(), UTF_8).strip());
            }
            content.position(content.position() + (int) size);
            if (!content.hasRemaining()) {
                content = ByteBuffer.allocate(4 * content.capacity()).put(content.flip());
            }
        }
    }
}
