// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.output;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;

/** The same documents as YAML in block style. */
final class Yaml {
    private Yaml() {}

    static String of(JsonElement document) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(120);
        options.setSplitLines(false);
        return new org.yaml.snakeyaml.Yaml(options).dump(plain(document));
    }

    private static @Nullable Object plain(JsonElement element) {
        if (element.isJsonObject()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            element.getAsJsonObject().entrySet().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
            return fields;
        }
        if (element.isJsonArray()) {
            List<@Nullable Object> items = new ArrayList<>();
            element.getAsJsonArray().forEach(item -> items.add(plain(item)));
            return items;
        }
        return element.isJsonNull() ? null : scalar(element.getAsJsonPrimitive());
    }

    private static Object scalar(JsonPrimitive primitive) {
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        if (!primitive.isNumber()) {
            return primitive.getAsString();
        }
        BigDecimal number = primitive.getAsBigDecimal();
        return number.stripTrailingZeros().scale() <= 0 ? (Object) number.toBigInteger() : (Object) number;
    }
}
