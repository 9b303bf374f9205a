// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The path at which one process serves, held by a lock on a file beside it ({@code <path>.lock}), so that of several that start at the same
 * time one serves and the others take nothing from it. What is no socket is never removed.
 */
final class SocketPath implements AutoCloseable {
    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;

    private SocketPath(Path path, Path lockFile, FileChannel lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes it, makes its directory, and removes a socket that a dead process left.
     *
     * @throws CriException FAILED_PRECONDITION when somebody has it, or something else is there; nothing is changed then
     */
    static SocketPath take(Path path) {
        try {
            requireSocketOrNothing(path);
            Files.createDirectories(path.toAbsolutePath().getParent());
            SocketPath taken = locked(path);
            if (isServed(path)) {
                taken.close();
                throw inUse(path);
            }
            Files.deleteIfExists(path);
            return taken;
        } catch (IOException e) {
            throw new CriException.Startup("socket '" + path + "' cannot be served: " + e.getMessage(), e);
        }
    }

    private static void requireSocketOrNothing(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
            throw new CriException.Startup("socket '" + path + "' is something else (expected: a socket, or nothing)");
        }
    }

    private static SocketPath locked(Path path) throws IOException {
        Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
        FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null && Files.exists(lockFile)) {
                return new SocketPath(path, lockFile, lock);
            }
        } catch (OverlappingFileLockException e) {
            // held in this process
        }
        lock.close();
        throw inUse(path);
    }

    private static CriException.Startup inUse(Path path) {
        return new CriException.Startup("socket '" + path + "' is in use (expected: a path that nobody serves)");
    }

    private static boolean isServed(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    /** Leaves the socket that is there now to its owner alone. */
    void restrict() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    /** Gives it back; the socket goes with the server that made it. Repeating: does nothing. */
    @Override
    public void close() {
        if (!lock.isOpen()) {
            return;
        }
        try (lock) {
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            throw new CriException.Startup("lock '" + lockFile + "' cannot be removed: " + e.getMessage(), e);
        }
    }
}
