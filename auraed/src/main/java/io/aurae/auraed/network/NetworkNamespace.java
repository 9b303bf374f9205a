// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import io.aurae.auraed.resource.ResourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace pinned to a file, so that it outlives the processes in it. Made by {@code unshare(1)}, because no thread of a JVM
 * may change its namespaces.
 */
public final class NetworkNamespace {
    private static final int DEADLINE_SECONDS = 20;

    private NetworkNamespace() {}

    /**
     * Makes a namespace with loopback up and pins it to {@code file}, whose directory must exist.
     *
     * @throws NetworkException INTERNAL when it cannot be made; the file is gone then
     */
    public static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw ResourceException.invalid("network namespace '" + file + "' cannot be made: " + e.getMessage());
        }
        try {
            run(file, "unshare", "--net=" + file, "ip", "link", "set", "lo", "up");
        } catch (NetworkException e) {
            delete(file);
            throw e;
        }
    }

    /** Unpins the namespace and removes the file; the kernel frees it when its last process ends. Repeating: does nothing. */
    public static void delete(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        if (isPinned(file)) {
            run(file, "umount", "--lazy", file.toString());
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new NetworkException.NamespaceFailed(file, "cannot be removed: " + e.getMessage());
        }
    }

    /** Whether the file is there and a namespace is pinned to it. */
    public static boolean isPinned(Path file) {
        try {
            return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + file + " ");
        } catch (IOException e) {
            throw new NetworkException.NamespaceFailed(file, "mounts cannot be read: " + e.getMessage());
        }
    }

    private static void run(Path file, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new NetworkException.NamespaceFailed(file, command[0] + " failed: " + output);
            }
        } catch (IOException e) {
            throw new NetworkException.NamespaceFailed(file, command[0] + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkException.NamespaceFailed(file, command[0] + " was interrupted");
        }
    }
}
