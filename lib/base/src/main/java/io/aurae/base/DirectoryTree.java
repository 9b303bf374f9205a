// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Removal of directories in which strangers may have made what they liked, also directories so deep that no path leads to their end: what lies
 * deep is moved up before it is entered.
 */
public final class DirectoryTree {
    /** Entered with one open descriptor each. */
    private static final int DEPTH_MAX = 64;

    /** So that a name more still makes a path that the kernel takes (4096 bytes), whatever is a character's size in bytes. */
    private static final int CHARACTERS_MAX = 1200;

    private DirectoryTree() {}

    /**
     * Removes a file, or a directory and what is in it, following no link. Repeating, and when it is not there: does nothing.
     *
     * @throws IOException when something cannot be removed, such as a directory where another file system is mounted, which is not entered;
     *     what comes after it is still there
     */
    public static void remove(Path path) throws IOException {
        try {
            Object device = device(path);
            boolean again = true;
            while (again) {
                Remover remover = new Remover(path, device);
                Files.walkFileTree(path, remover);
                again = remover.moved > 0;
            }
        } catch (NoSuchFileException e) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
    }

    private static Object device(Path path) throws IOException {
        return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS);
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        private final Path top;
        private final Object device;
        private final String mark = ".deep-" + UUID.randomUUID() + "-";
        private int moved;

        private Remover(Path top, Object device) {
            this.top = top;
            this.device = device;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (!device(directory).equals(device)) {
                throw new FileSystemException(directory.toString(), null, "a file system is mounted there");
            }
            int depth = directory.getNameCount() - top.getNameCount();
            if (depth > DEPTH_MAX || (depth > 1 && directory.toString().length() > CHARACTERS_MAX)) {
                Files.move(directory, top.resolve(mark + moved++));
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (moved == 0 || !directory.equals(top)) {
                Files.deleteIfExists(directory);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
