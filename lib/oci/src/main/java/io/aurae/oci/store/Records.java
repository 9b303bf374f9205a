// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The JSON files of the store. */
final class Records {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private Records() {}

    static byte[] write(Object value) {
        return GSON.toJson(value).getBytes(UTF_8);
    }

    static <T> T read(Path file, Class<T> type) throws IOException {
        T value;
        try {
            value = GSON.fromJson(Files.readString(file), type);
        } catch (JsonParseException e) {
            throw new StoreException.Broken(
                    "file '" + file + "' is damaged (expected: JSON as this store writes it)", e);
        }
        if (value == null) {
            throw new StoreException.Broken(
                    "file '" + file + "' is empty (expected: JSON as this store writes it)", null);
        }
        return value;
    }

    /** The digest with these 64 digits; empty when the text is something else. */
    static Optional<Digest> digest(String hex) {
        try {
            return Optional.of(new Digest(hex));
        } catch (ImageException.BadName e) {
            return Optional.empty();
        }
    }
}
