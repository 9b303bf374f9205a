// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.base.Rollback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What belongs to one run alone: a token that all its names carry, directories, a cgroup. Closing removes all of it, whatever happened.
 *
 * @param token a few characters, unique among runs on this machine
 * @param state where programs keep what runs, as short as socket paths have to be
 * @param storage where programs keep images
 * @param logs where the daemons' logs go, which stay
 */
record Ground(String token, Path state, Path storage, Path logs, Rollback rollback) implements AutoCloseable {
    private static final Path SHIM_SOCKETS = Path.of("/run/containerd");
    private static final Path STORAGES = Path.of("/var/lib/aurae-bench");
    private static final Path NETWORK_RESULTS = Path.of("/var/lib/cni");

    static Ground prepare(Path logs) throws IOException {
        String token = "ab" + HexFormat.of().formatHex(randomBytes());
        Ground ground = new Ground(token, Path.of("/run", token), STORAGES.resolve(token), logs, new Rollback());
        Files.createDirectories(logs);
        ground.willVanish(SHIM_SOCKETS);
        ground.willVanish(NETWORK_RESULTS);
        ground.willVanish(STORAGES);
        ground.make(ground.state);
        ground.make(ground.storage);
        ground.rollback.push("remove links of " + token, () -> Networks.remove(token));
        ground.rollback.push("end processes and remove cgroups of " + token, () -> Cgroups.remove(token));
        return ground;
    }

    /** The third byte of the first of a few subnets. */
    int firstSubnet() {
        return Integer.parseInt(token.substring(2, 4), 16) & 0xf8;
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[2];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** What programs of others make there and leave goes, unless it was there before. */
    private void willVanish(Path directory) {
        if (!Files.exists(directory)) {
            rollback.push("remove " + directory, () -> Trees.removeEmpty(directory));
        }
    }

    private void make(Path directory) throws IOException {
        rollback.push("remove " + directory, () -> Trees.remove(directory));
        Files.createDirectories(directory);
    }

    /** Removes it all; a second call, from another thread too, waits for the first and does nothing more. */
    @Override
    public void close() {
        synchronized (rollback) {
            rollback.close();
        }
    }
}
