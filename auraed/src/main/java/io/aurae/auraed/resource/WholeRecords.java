// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses a record that lacks a component which is not declared {@link Nullable}: what is read is whole, or it is not read. */
final class WholeRecords implements TypeAdapterFactory {
    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        RecordComponent[] components = type.getRawType().getRecordComponents();
        if (components == null) {
            return null;
        }
        List<RecordComponent> required = Arrays.stream(components)
                .filter(component -> !component.getType().isPrimitive())
                .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .peek(component -> component.getAccessor().setAccessible(true))
                .toList();
        TypeAdapter<T> delegate = gson.getDelegateAdapter(this, type);
        return new TypeAdapter<>() {
            @Override
            public void write(JsonWriter out, @Nullable T value) throws IOException {
                delegate.write(out, value);
            }

            @Override
            public @Nullable T read(JsonReader in) throws IOException {
                T value = delegate.read(in);
                if (value != null) {
                    required.forEach(component -> require(component, value));
                }
                return value;
            }
        };
    }

    private static void require(RecordComponent component, Object record) {
        try {
            if (component.getAccessor().invoke(record) == null) {
                throw new JsonParseException(
                        record.getClass().getSimpleName() + " has no '" + component.getName() + "'");
            }
        } catch (ReflectiveOperationException e) {
            throw new JsonParseException(e);
        }
    }
}
