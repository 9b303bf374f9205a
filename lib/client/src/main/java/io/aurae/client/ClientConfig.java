// SPDX-License-Identifier: Apache-2.0
package io.aurae.client;

import io.aurae.base.AtomicFile;
import io.aurae.base.Durability;
import io.aurae.base.FaultCode;
import io.aurae.identity.IdentityFiles;
import io.aurae.rpc.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Where the daemon is and who the caller is. On disk it is TOML, in the format that clients of the published wire share: a table
 * {@code auth} with {@code ca_crt}, {@code client_crt} and {@code client_key}, and a table {@code system} with {@code socket}.
 *
 * @param identity the caller's certificate and key, and the authorities whose word it takes
 * @param socket where the daemon listens
 */
public record ClientConfig(IdentityFiles identity, Endpoint socket) {
    private static final Path MACHINE_FILE = Path.of("/etc/aurae/config");

    /** The same with the socket as the file writes it: a path, or {@code address:port}. */
    public ClientConfig(IdentityFiles identity, String socket) {
        this(identity, Endpoint.parse(socket));
    }

    /** Where a user's own configuration lies: {@code ~/.aurae/config}. */
    public static Path userFile() {
        return userFile(home());
    }

    /**
     * Reads the user's own file, else the machine's, {@code /etc/aurae/config}.
     *
     * @throws ClientConfigException NOT_FOUND when there is neither, INVALID_ARGUMENT when it cannot be understood
     */
    public static ClientConfig load() {
        return load(List.of(userFile(), MACHINE_FILE), home());
    }

    /**
     * Reads this file.
     *
     * @throws ClientConfigException NOT_FOUND when it is absent, INVALID_ARGUMENT when it cannot be understood
     */
    public static ClientConfig load(Path file) {
        return load(List.of(file), home());
    }

    /** Reads the first of the files that exists; {@code ~} stands for {@code home}. */
    static ClientConfig load(List<Path> files, Path home) {
        return files.stream()
                .filter(Files::exists)
                .findFirst()
                .map(file -> ClientConfigFile.read(file, home))
                .orElseThrow(() -> new ClientConfigException(
                        FaultCode.NOT_FOUND,
                        "client configuration "
                                + String.join(
                                        " and ",
                                        files.stream()
                                                .map(file -> "'" + file + "'")
                                                .toList())
                                + " not found (expected: a file that 'aurae up' writes)"));
    }

    /** The same for another socket, a path or {@code address:port}. */
    public ClientConfig withSocket(String other) {
        return new ClientConfig(identity, other);
    }

    /**
     * Writes the file, mode 0600, and makes its directory (0700) when it is absent. Repeating: replaces the file as a whole.
     *
     * @throws ClientConfigException INTERNAL when it cannot be written
     */
    public void write(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null && !Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            AtomicFile.write(file, ClientConfigFile.text(this).getBytes(StandardCharsets.UTF_8), Durability.POWER);
        } catch (IOException e) {
            throw new ClientConfigException(
                    FaultCode.INTERNAL, "client configuration '" + file + "' cannot be written", e);
        }
    }

    private static Path userFile(Path home) {
        return home.resolve(".aurae/config");
    }

    private static Path home() {
        String home = System.getenv("HOME");
        return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home);
    }
}
