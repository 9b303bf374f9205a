// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How records become JSON in the state directories: absent components are left out, times and durations are ISO 8601. */
final class Json {
    static final Gson GSON = new GsonBuilder()
            .registerTypeAdapter(Instant.class, text(Instant::parse))
            .registerTypeAdapter(Duration.class, text(Duration::parse))
            .registerTypeHierarchyAdapter(Path.class, text(Path::of))
            .registerTypeAdapterFactory(new WholeRecords())
            .disableHtmlEscaping()
            .create();

    private Json() {}

    private static <T> TypeAdapter<T> text(Function<String, T> parse) {
        return new TypeAdapter<>() {
            @Override
            public void write(JsonWriter out, @Nullable T value) throws IOException {
                out.value(value == null ? null : value.toString());
            }

            @Override
            public @Nullable T read(JsonReader in) throws IOException {
                if (in.peek() == JsonToken.NULL) {
                    in.nextNull();
                    return null;
                }
                return parse.apply(in.nextString());
            }
        };
    }
}
