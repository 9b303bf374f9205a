// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of foreign origin, read field by field: an absent field, or null, is the empty value; a field of another kind is refused by its
 * name.
 */
record Json(String subject, JsonObject object) {
    /** Names, values and brackets, of which an image of the most layers has a few thousand. */
    private static final int MAX_VALUES = 100_000;

    static Json parse(String subject, byte[] json) {
        JsonElement element = read(subject, json);
        if (!element.isJsonObject()) {
            throw new ImageException.BadDocument(subject + " is no JSON object");
        }
        return new Json(subject, element.getAsJsonObject());
    }

    /** A list of objects that is a document by itself. */
    static List<Json> parseList(String subject, byte[] json, int most) {
        JsonObject wrapped = new JsonObject();
        wrapped.add("list", read(subject, json));
        return new Json(subject, wrapped).list("list", most);
    }

    private static JsonElement read(String subject, byte[] json) {
        try {
            check(subject, json);
            return JsonParser.parseReader(text(json));
        } catch (IOException e) {
            throw new ImageException.BadDocument(subject + " is no JSON", e);
        } catch (JsonParseException e) {
            throw new ImageException.BadDocument(subject + " is no JSON", e);
        }
    }

    private static Reader text(byte[] json) {
        return new InputStreamReader(new ByteArrayInputStream(json), UTF_8);
    }

    /** A tree takes a hundred times the bytes of a document of many small values, so they are counted before there is one. */
    private static void check(String subject, byte[] json) throws IOException {
        JsonReader reader = new JsonReader(text(json));
        reader.setStrictness(Strictness.LENIENT);
        int values = 0;
        int depth = 0;
        do {
            switch (reader.peek()) {
                case BEGIN_ARRAY -> {
                    reader.beginArray();
                    depth++;
                }
                case BEGIN_OBJECT -> {
                    reader.beginObject();
                    depth++;
                }
                case END_ARRAY -> {
                    reader.endArray();
                    depth--;
                }
                case END_OBJECT -> {
                    reader.endObject();
                    depth--;
                }
                case NAME, STRING, NUMBER, BOOLEAN, NULL -> reader.skipValue();
                case END_DOCUMENT -> {
                    return; // an empty one, of which the tree's own reader complains
                }
            }
            if (++values > MAX_VALUES) {
                throw new ImageException.BadDocument(
                        subject + " has too many values (expected: at most " + MAX_VALUES + ")");
            }
        } while (depth > 0);
    }

    boolean has(String field) {
        return object.has(field) && !object.get(field).isJsonNull();
    }

    String text(String field) {
        return has(field) ? text(field, object.get(field)) : "";
    }

    long number(String field) {
        if (!has(field)) {
            return 0;
        }
        try {
            return new BigDecimal(object.get(field).getAsString()).longValueExact();
        } catch (ArithmeticException
                | NumberFormatException
                | UnsupportedOperationException
                | IllegalStateException e) {
            throw refused(field, "a whole number", e);
        }
    }

    Digest digest(String field) {
        try {
            return Digest.parse(text(field));
        } catch (ImageException.BadName e) {
            throw refused(field, "a digest", e);
        }
    }

    /** The object in the field, an empty one when the field is absent. */
    Json child(String field) {
        return has(field) ? child(field, object.get(field)) : new Json(subject, new JsonObject());
    }

    List<Json> list(String field, int most) {
        return elements(field, most).stream()
                .map(element -> child(field, element))
                .toList();
    }

    List<String> texts(String field, int most) {
        return elements(field, most).stream()
                .map(element -> text(field, element))
                .toList();
    }

    /** The texts of an object's fields, by name. */
    Map<String, String> map(String field) {
        Map<String, String> texts = new TreeMap<>();
        child(field).object.entrySet().forEach(entry -> texts.put(entry.getKey(), text(field, entry.getValue())));
        return texts;
    }

    /** The names of an object's fields, in order. */
    List<String> keys(String field) {
        return child(field).object.keySet().stream().sorted().toList();
    }

    private List<JsonElement> elements(String field, int most) {
        if (!has(field)) {
            return List.of();
        }
        if (!object.get(field).isJsonArray()) {
            throw refused(field, "a list", null);
        }
        List<JsonElement> elements = new ArrayList<>();
        object.getAsJsonArray(field).forEach(elements::add);
        if (elements.size() > most) {
            throw refused(field, "at most " + most + " elements, it has " + elements.size(), null);
        }
        return elements;
    }

    private Json child(String field, JsonElement element) {
        if (!element.isJsonObject()) {
            throw refused(field, "an object", null);
        }
        return new Json(subject, element.getAsJsonObject());
    }

    private String text(String field, JsonElement element) {
        if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
            throw refused(field, "a text", null);
        }
        return element.getAsString();
    }

    private ImageException.BadDocument refused(String field, String expected, @Nullable Throwable cause) {
        String message = subject + " has an unacceptable '" + field + "' (expected: " + expected + ")";
        return cause == null ? new ImageException.BadDocument(message) : new ImageException.BadDocument(message, cause);
    }
}
