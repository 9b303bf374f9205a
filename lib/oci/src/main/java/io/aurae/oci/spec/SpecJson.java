// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import io.aurae.base.AtomicFile;
import io.aurae.base.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads and writes the records: nulls and empty values are left out, except the list of mounts. */
final class SpecJson {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private SpecJson() {}

    static String text(Object record) {
        JsonElement tree = GSON.toJsonTree(record);
        prune(tree);
        return GSON.toJson(tree);
    }

    static void write(Path file, Object record) {
        try {
            AtomicFile.write(file, text(record).getBytes(StandardCharsets.UTF_8), Durability.PROCESS);
        } catch (IOException e) {
            throw SpecException.unwritable(file.toString(), e);
        }
    }

    static <T> T read(Path file, Class<T> type) {
        try {
            return parse(Files.readString(file), type);
        } catch (IOException | JsonParseException e) {
            throw SpecException.unreadable(file.toString(), e);
        }
    }

    /** One member of the object in the file, read no further than to its end: what stands behind it costs nothing. */
    static <T> T readMember(Path file, String name, Class<T> type) {
        try (JsonReader reader = new JsonReader(Files.newBufferedReader(file))) {
            reader.beginObject();
            while (reader.hasNext()) {
                if (reader.nextName().equals(name)) {
                    return GSON.<T>fromJson(reader, type);
                }
                reader.skipValue();
            }
            throw new JsonParseException("has no member '" + name + "'");
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw SpecException.unreadable(file.toString(), e);
        }
    }

    static <T> T parse(String json, Class<T> type) {
        T value = GSON.fromJson(json, type);
        if (value == null) {
            throw new JsonParseException("is empty");
        }
        return value;
    }

    private static void prune(JsonElement tree) {
        if (tree.isJsonArray()) {
            tree.getAsJsonArray().forEach(SpecJson::prune);
        } else if (tree.isJsonObject()) {
            tree.getAsJsonObject().asMap().values().forEach(SpecJson::prune);
            tree.getAsJsonObject().entrySet().removeIf(SpecJson::isEmpty);
        }
    }

    private static boolean isEmpty(Map.Entry<String, JsonElement> entry) {
        JsonElement value = entry.getValue();
        return switch (entry.getKey()) {
            case "mounts" -> false;
            default ->
                (value.isJsonArray() && value.getAsJsonArray().isEmpty())
                        || (value.isJsonObject() && value.getAsJsonObject().isEmpty());
        };
    }
}
