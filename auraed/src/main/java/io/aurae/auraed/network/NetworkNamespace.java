// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import io.aurae.base.Failpoint;
import io.aurae.linux.Linux;
import io.aurae.linux.UnmountFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * A network namespace pinned to a file, so that it outlives the processes in it. Made by {@code unshare(1)}, because no thread of a JVM
 * may change its namespaces.
 */
public record NetworkNamespace(Linux linux, Path file) {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

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
            pin("unshare", "--net=" + file, "ip", "link", "set", "lo", "up");
        } catch (NetworkException e) {
            delete();
            throw e;
        }
    }

    /** Unpins the namespace and removes the file; the kernel frees it when its last process ends. Repeating: does nothing. */
    public void delete() {
        if (!Files.exists(file)) {
            return;
        }
        if (linux.mounts().stream().anyMatch(mount -> mount.target().equals(file))) {
            Failpoint.reach("network.namespace.unpin");
            linux.unmount(file, Set.of(UnmountFlag.DETACH, UnmountFlag.NOFOLLOW));
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new NetworkException.NamespaceFailed(file, "cannot be removed", e);
        }
    }

    private void pin(String... words) {
        try {
            Command.Result result = new Command(new ProcessBuilder(words), DEADLINE).run("");
            if (result.exitCode() != 0) {
                throw new NetworkException.NamespaceFailed(
                        file, words[0] + " failed: " + (result.output() + result.errors()).strip());
            }
        } catch (IOException e) {
            throw new NetworkException.NamespaceFailed(file, words[0] + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkException.NamespaceFailed(file, words[0] + " was interrupted", e);
        }
    }
}
