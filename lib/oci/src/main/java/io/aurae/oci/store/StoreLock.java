// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a store to one process: what a second one would take for half done, the first is doing. Ends with the process at the latest. */
final class StoreLock implements AutoCloseable {
    private final FileChannel file;

    private StoreLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the lock of the store in {@code root}, an existing directory.
     *
     * @throws StoreException.Taken when somebody has it
     */
    static StoreLock take(Path root) throws IOException {
        FileChannel file = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isFree(file)) {
            file.close();
            throw new StoreException.Taken("store of images '" + root
                    + "' is in use by another process (expected: one daemon for a directory)");
        }
        return new StoreLock(file);
    }

    private static boolean isFree(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
