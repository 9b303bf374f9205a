// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import io.aurae.base.Failpoint;
import io.aurae.linux.Errno;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import io.aurae.linux.UnmountFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** A network namespace pinned to a file, so that it outlives the processes in it. */
public record NetworkNamespace(Linux linux, Path file) {
    private static final String DEVICE = "unix:dev";

    /**
     * Makes the namespace with loopback up and pins it to the file, which must not be there, in a directory that is.
     *
     * @throws NetworkException INTERNAL when it cannot be made; a file that was not there before is gone then
     */
    public void create() {
        try {
            Failpoint.reach("network.namespace.file");
            Files.createFile(file);
        } catch (IOException e) {
            throw new NetworkException.NamespaceFailed(file, "cannot be made", e);
        }
        try {
            Failpoint.reach("network.namespace.pin");
            linux.makeNetworkNamespace(file);
        } catch (LinuxException e) {
            delete();
            throw new NetworkException.NamespaceFailed(file, "cannot be made", e);
        }
    }

    /** Unpins the namespace and removes the file; the kernel frees it when its last process ends. Repeating: does nothing. */
    public void delete() {
        if (!Files.exists(file)) {
            return;
        }
        Failpoint.reach("network.namespace.unpin");
        unpin();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new NetworkException.NamespaceFailed(file, "cannot be removed", e);
        }
    }

    /**
     * Removes a file to which no namespace was pinned, or is any more: plugins refuse it, while one that is not there they take for a
     * namespace that is gone. Repeating: does nothing.
     */
    public void discardUnpinned() {
        try {
            Object own = Files.getAttribute(file, DEVICE, LinkOption.NOFOLLOW_LINKS);
            if (own.equals(Files.getAttribute(file.resolveSibling("."), DEVICE))) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // as it should be
        } catch (IOException e) {
            throw new NetworkException.NamespaceFailed(file, "cannot be removed", e);
        }
    }

    private void unpin() {
        try {
            linux.unmount(file, Set.of(UnmountFlag.DETACH, UnmountFlag.NOFOLLOW));
        } catch (LinuxException e) {
            if (!e.errno().equals(Errno.EINVAL)) { // which says that nothing is mounted there
                throw e;
            }
        }
    }
}
