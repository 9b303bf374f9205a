// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import java.util.stream.Stream;

/** What a hostile or careless caller writes into a field. */
final class HostileValues {
    private static final int LONG = 300;
    static final int VERY_LONG = 70_000;

    /** None begins with '/': what does leads out of the node, and is said only where {@link Restraint} allows it. */
    static final List<String> TEXTS = List.of(
            "",
            " ",
            "a".repeat(LONG),
            "very" + "é".repeat(VERY_LONG / 2) + "long".repeat(VERY_LONG / 8),
            "../x",
            "a/../../x",
            "nul\0nul",
            "line\nline=1",
            "\u001b[31mred\u0007",
            "right\u202eleft\u200b\ufeff",
            "\ud83d\ude00\ud83d\ude00",
            ";rm -rf",
            "$(no-such-program)",
            "%s%n%d{}${jndi:x}",
            "'quote\" 'quote",
            "--help",
            "-1",
            "99999999999999999999",
            "\u0661\u0662");

    private HostileValues() {}

    /** For one element of the field, when it is a message of no interest to us none. */
    static List<Object> of(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> List.copyOf(Restraint.texts(field));
            case INT -> integers(field);
            case LONG -> longs(field);
            case BOOLEAN -> List.of(true, false);
            case FLOAT -> List.of(0f, -1f, Float.NaN, Float.POSITIVE_INFINITY);
            case DOUBLE -> List.of(0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE);
            case BYTE_STRING ->
                List.of(
                        ByteString.EMPTY,
                        ByteString.copyFromUtf8("nonsense"),
                        ByteString.copyFrom(new byte[VERY_LONG]));
            case ENUM -> kinds(field.getEnumType());
            case MESSAGE -> List.of();
        };
    }

    private static List<Object> longs(FieldDescriptor field) {
        return Restraint.waits(field)
                ? List.of(0L, 1L, -1L, Long.MIN_VALUE)
                : List.of(0L, 1L, -1L, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static List<Object> integers(FieldDescriptor field) {
        List<Integer> allowed = Restraint.numbers(field);
        return allowed.isEmpty()
                ? List.of(0, 1, -1, 70_000, Integer.MIN_VALUE, Integer.MAX_VALUE)
                : List.copyOf(allowed);
    }

    private static List<Object> kinds(EnumDescriptor type) {
        return Stream.concat(
                        type.getValues().stream(), Stream.of(9999, -1).map(type::findValueByNumberCreatingIfUnknown))
                .map(Object.class::cast)
                .toList();
    }
}
