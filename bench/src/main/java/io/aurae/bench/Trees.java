// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Removal of directories with all that is in them. */
final class Trees {
    private Trees() {}

    /** Removes files and directories. Repeating: does nothing. */
    static void remove(Path root) throws IOException {
        walk(root, true);
    }

    /** Removes directories that hold nothing but directories; what holds a file stays. Repeating: does nothing. */
    static void removeEmpty(Path root) throws IOException {
        walk(root, false);
    }

    private static void walk(Path root, boolean files) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (files) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                try {
                    Files.deleteIfExists(directory);
                } catch (DirectoryNotEmptyException e) {
                    if (files) {
                        throw e;
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
