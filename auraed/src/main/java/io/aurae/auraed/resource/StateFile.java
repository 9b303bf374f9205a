// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import io.aurae.base.AtomicFile;
import io.aurae.base.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One record kept in one file as JSON, replaced as a whole. It survives the death of every process; unless asked for it does not survive
 * the machine, and need not: it lies under the runtime directory, which describes what runs and is gone at reboot.
 *
 * @param <T> a record type
 */
public final class StateFile<T> {
    private final Path path;
    private final Class<T> type;
    private final Durability durability;

    /** The file need not exist yet; its directory must when it is written. */
    public StateFile(Path path, Class<T> type) {
        this(path, type, Durability.PROCESS);
    }

    /** The same for a record of what outlives the machine's run. */
    public StateFile(Path path, Class<T> type, Durability durability) {
        this.path = path;
        this.type = type;
        this.durability = durability;
    }

    /**
     * The record, or empty when the file was never written.
     *
     * @throws ResourceException INTERNAL when the file is there and holds no such record
     */
    public Optional<T> read() {
        try {
            T value = Json.GSON.fromJson(Files.readString(path), type);
            if (value == null) {
                throw new IOException("no content");
            }
            return Optional.of(value);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) { // a record refuses what it cannot be with exceptions of its own
            throw ResourceException.file("state file '" + path + "' cannot be read as " + type.getSimpleName(), e);
        }
    }

    /**
     * Replaces the record. On failure the old one is there still.
     *
     * @throws ResourceException INTERNAL when the file cannot be written
     */
    public void write(T value) {
        try {
            AtomicFile.write(path, Json.GSON.toJson(value, type).getBytes(StandardCharsets.UTF_8), durability);
        } catch (IOException e) {
            throw ResourceException.file("state file '" + path + "' cannot be written", e);
        }
    }
}
