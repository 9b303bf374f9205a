// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.aurae.base.AtomicFile;
import io.aurae.base.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One record kept in one file as JSON, replaced as a whole. What a later daemon added to a record is not read and lost when it is written
 * again; what an earlier one did not know must be {@code Nullable}, or be given by the record's constructor. Where that would be wrong the
 * later daemon raises the version, and earlier ones refuse the file. It survives the death of every process; unless asked for it does not
 * survive the machine, and need not: it lies under the runtime directory, which describes what runs and is gone at reboot.
 *
 * @param <T> a record type
 */
public final class StateFile<T> {
    /** Of the records of today; files of the first releases name none. */
    static final int VERSION = 1;

    private static final String VERSION_FIELD = "version";

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
     * @throws ResourceException INTERNAL when the file is there and holds no such record, FAILED_PRECONDITION when a later release wrote it
     */
    public Optional<T> read() {
        try {
            JsonObject found = JsonParser.parseString(Files.readString(path)).getAsJsonObject();
            JsonElement version = found.remove(VERSION_FIELD);
            if (version == null || version.getAsInt() <= VERSION) {
                return Optional.of(Json.GSON.fromJson(found, type));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) { // a record refuses what it cannot be with exceptions of its own
            throw ResourceException.file("state file '" + path + "' cannot be read as " + type.getSimpleName(), e);
        }
        throw ResourceException.laterVersion(path, VERSION);
    }

    /**
     * Replaces the record. On failure the old one is there still.
     *
     * @throws ResourceException INTERNAL when the file cannot be written
     */
    public void write(T value) {
        try {
            String fields = Json.GSON.toJson(value, type).substring(1);
            String whole = "{\"" + VERSION_FIELD + "\":" + VERSION + (fields.equals("}") ? "" : ",") + fields;
            AtomicFile.write(path, whole.getBytes(StandardCharsets.UTF_8), durability);
        } catch (IOException e) {
            throw ResourceException.file("state file '" + path + "' cannot be written", e);
        }
    }
}
