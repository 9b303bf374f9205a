// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Files that are replaced as a whole: a reader, and a start after a crash, finds the old content or the new one, never a part. */
public final class AtomicFile {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private AtomicFile() {}

    /**
     * Writes {@code content} to a temporary file beside {@code file} and renames it over it, mode 0600. The directory must exist.
     *
     * <p>Repeating: writes again. On failure the old file is as it was and no temporary file is left; a kill in between can leave one,
     * named {@code .<name>.<number>.tmp}.
     *
     * @throws IOException when the directory does not exist or cannot be written
     */
    public static void write(Path file, byte[] content, Durability durability) throws IOException {
        Path target = file.toAbsolutePath();
        Path directory = target.getParent();
        if (directory == null) {
            throw new FileSystemException(file.toString(), null, "is not a file in a directory");
        }
        long number = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        Path temporary = directory.resolve("." + target.getFileName() + "." + Long.toString(number, 36) + ".tmp");
        try {
            fill(temporary, content, durability);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            remove(temporary, e);
            throw e;
        }
        if (durability == Durability.POWER) {
            synchronise(directory);
        }
    }

    private static void fill(Path temporary, byte[] content, Durability durability) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(temporary, options, OWNER_ONLY)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (durability == Durability.POWER) {
                channel.force(true);
            }
        }
    }

    private static void synchronise(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void remove(Path temporary, Exception why) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
