// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.linux.Errno;
import io.aurae.linux.FileUse;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What files take of the disk, counted as du(1) does: the blocks of files and directories, those with several names once.
 *
 * @param bytes of the blocks
 * @param inodes files, directories and so on
 */
public record DiskUse(long bytes, long inodes) {
    public static final DiskUse NONE = new DiskUse(0, 0);

    /** Each that is entered holds a descriptor open, and whoever makes them is not to choose how many. */
    private static final int DEPTH_MAX = 256;

    /** Both together. */
    public DiskUse plus(DiskUse other) {
        return new DiskUse(bytes + other.bytes, inodes + other.inodes);
    }

    /**
     * A file, or a directory with all that is in it; nothing when it is not there. What goes meanwhile is not counted, nor what lies more than
     * 256 directories deep, or so that no path of 4096 bytes leads there.
     */
    public static DiskUse of(Linux linux, Path path) throws IOException {
        return of(linux, path, directory -> true);
    }

    /** The same without the files, and the directories with what is in them, that {@code counted} refuses. */
    public static DiskUse of(Linux linux, Path path, Predicate<Path> counted) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return NONE;
        }
        Walk walk = new Walk(linux, counted);
        Files.walkFileTree(path, Set.of(), DEPTH_MAX, walk);
        return new DiskUse(walk.bytes, walk.inodes);
    }

    /** From here on it may be the path's length that is refused, whatever is a character's size in bytes. */
    private static final int PATH_CHARACTERS_MAX = 1024;

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Linux linux;
        private final Predicate<Path> counted;
        private final Set<FileUse> linked = new HashSet<>();
        private long bytes;
        private long inodes;

        Walk(Linux linux, Predicate<Path> counted) {
            this.linux = linux;
            this.counted = counted;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (!counted.test(directory)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            count(directory, true);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (counted.test(file)) {
                count(file, false);
            }
            return FileVisitResult.CONTINUE;
        }

        /** @param directory one has several names, but is met once */
        private void count(Path path, boolean directory) {
            try {
                FileUse use = linux.use(path);
                if (directory || use.links() == 1 || linked.add(use)) {
                    bytes += use.bytes();
                    inodes++;
                }
            } catch (LinuxException e) {
                if (!e.errno().equals(Errno.ENOENT) && !e.errno().equals(Errno.ENAMETOOLONG)) {
                    throw e;
                }
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException || file.toString().length() > PATH_CHARACTERS_MAX) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            if (e != null && !(e instanceof NoSuchFileException)) {
                throw e;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
