// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Pseudo file systems as they are mounted. */
final class MountedFiles implements KernelFiles {
    private static final int USUAL_BYTES_MAX = 4096;

    /** Such a file has no size before it is read, so asking for it would be in vain. */
    @Override
    public String read(Path file) throws IOException {
        Optional<String> content = LibC.isLoaded() ? WholeFile.read(file) : Optional.empty();
        return content.isPresent() ? content.get() : readByChannel(file); // whose exceptions say what is wrong
    }

    private static String readByChannel(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer content = ByteBuffer.allocate(USUAL_BYTES_MAX);
            while (channel.read(content) >= 0) {
                if (!content.hasRemaining()) {
                    content = ByteBuffer.allocate(4 * content.capacity()).put(content.flip());
                }
            }
            return new String(content.array(), 0, content.position(), UTF_8).strip();
        }
    }

    @Override
    public void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        Files.createDirectory(directory);
    }

    @Override
    public void removeDirectory(Path directory) throws IOException {
        Files.delete(directory);
    }
}
