// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A filter of system calls as callers write it. Every key is checked: one that is passed over might be the one that narrows the filter.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.0.2/config-linux.md#seccomp">the specification</a>
 */
final class SeccompDocument {
    private static final Set<String> KEYS =
            Set.of("defaultAction", "defaultErrnoRet", "architectures", "flags", "syscalls", "comment");
    private static final Set<String> RULE_KEYS = Set.of("names", "action", "errnoRet", "args", "comment");
    private static final Set<String> ARGUMENT_KEYS = Set.of("index", "value", "valueTwo", "op");
    private static final Set<String> ACTIONS = Set.of(
            "SCMP_ACT_KILL",
            "SCMP_ACT_KILL_THREAD",
            "SCMP_ACT_KILL_PROCESS",
            "SCMP_ACT_TRAP",
            "SCMP_ACT_ERRNO",
            "SCMP_ACT_TRACE",
            "SCMP_ACT_LOG",
            "SCMP_ACT_ALLOW");
    private static final Set<String> OPERATORS = Set.of(
            "SCMP_CMP_NE",
            "SCMP_CMP_LT",
            "SCMP_CMP_LE",
            "SCMP_CMP_EQ",
            "SCMP_CMP_GE",
            "SCMP_CMP_GT",
            "SCMP_CMP_MASKED_EQ");
    private static final Set<String> FLAGS =
            Set.of("SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW");
    private static final Pattern ARCHITECTURE = Pattern.compile("SCMP_ARCH_[A-Z0-9_]{2,20}");
    private static final Pattern SYSTEM_CALL = Pattern.compile("_?[a-z][a-z0-9_]{1,62}");
    private static final int RULES_MAX = 4096;
    private static final int ERRNO_MAX = 4095;
    private static final int LAST_ARGUMENT = 5;

    private SeccompDocument() {}

    static RuntimeSpec.Seccomp parse(String json) {
        JsonObject profile = object(json);
        requireKeys(profile, KEYS, "");
        List<RuntimeSpec.Syscalls> rules = new ArrayList<>();
        for (JsonElement rule : list(profile, "syscalls")) {
            rules.add(rule(asObject(rule, "syscalls")));
        }
        return new RuntimeSpec.Seccomp(
                oneOf(ACTIONS, "defaultAction", text(profile, "defaultAction")),
                errno(profile, "defaultErrnoRet"),
                matching(profile, "architectures", ARCHITECTURE, "such as SCMP_ARCH_X86_64"),
                flags(profile),
                rules);
    }

    private static JsonObject object(String json) {
        try {
            return asObject(JsonParser.parseString(json), "the whole");
        } catch (JsonParseException e) {
            throw SpecException.invalid("seccomp profile '" + shortened(json) + "' (expected: a JSON object)");
        }
    }

    private static RuntimeSpec.Syscalls rule(JsonObject rule) {
        requireKeys(rule, RULE_KEYS, " of a rule");
        List<String> names = matching(rule, "names", SYSTEM_CALL, "a system call such as openat");
        if (names.isEmpty()) {
            throw refused("names", "[]", "at least one system call");
        }
        List<RuntimeSpec.Argument> arguments = new ArrayList<>();
        for (JsonElement argument : list(rule, "args")) {
            arguments.add(argument(asObject(argument, "args")));
        }
        String action = oneOf(ACTIONS, "action", text(rule, "action"));
        return new RuntimeSpec.Syscalls(names, action, errno(rule, "errnoRet"), arguments);
    }

    private static RuntimeSpec.Argument argument(JsonObject argument) {
        requireKeys(argument, ARGUMENT_KEYS, " of an argument");
        long index = number(argument, "index");
        if (index < 0 || index > LAST_ARGUMENT) {
            throw refused("index", Long.toString(index), "0 to " + LAST_ARGUMENT);
        }
        return new RuntimeSpec.Argument(
                (int) index,
                number(argument, "value"),
                argument.has("valueTwo") ? number(argument, "valueTwo") : null,
                oneOf(OPERATORS, "op", text(argument, "op")));
    }

    private static @Nullable Integer errno(JsonObject object, String key) {
        if (!object.has(key)) {
            return null;
        }
        long errno = number(object, key);
        if (errno < 0 || errno > ERRNO_MAX) {
            throw refused(key, Long.toString(errno), "0 to " + ERRNO_MAX);
        }
        return (int) errno;
    }

    private static List<String> flags(JsonObject profile) {
        List<String> flags = new ArrayList<>();
        for (JsonElement flag : list(profile, "flags")) {
            flags.add(oneOf(FLAGS, "flags", text("flags", flag)));
        }
        return flags;
    }

    private static List<String> matching(JsonObject object, String key, Pattern form, String expected) {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : list(object, key)) {
            String text = text(key, element);
            if (!form.matcher(text).matches()) {
                throw refused(key, text, expected);
            }
            texts.add(text);
        }
        return texts;
    }

    private static void requireKeys(JsonObject object, Set<String> known, String where) {
        for (String key : object.keySet()) {
            if (!known.contains(key)) {
                throw SpecException.invalid(
                        "seccomp profile: key '" + shortened(key) + "'" + where + " is not known (expected: "
                                + String.join(", ", known.stream().sorted().toList()) + ")");
            }
        }
    }

    private static String oneOf(Set<String> known, String key, String value) {
        if (!known.contains(value)) {
            throw refused(key, value, String.join(", ", known.stream().sorted().toList()));
        }
        return value;
    }

    private static JsonArray list(JsonObject object, String key) {
        JsonElement value = object.get(key);
        if (value == null || value.isJsonNull()) {
            return new JsonArray();
        }
        if (!value.isJsonArray() || value.getAsJsonArray().size() > RULES_MAX) {
            throw refused(key, value.toString(), "a list of at most " + RULES_MAX);
        }
        return value.getAsJsonArray();
    }

    private static JsonObject asObject(JsonElement element, String key) {
        if (!element.isJsonObject()) {
            throw refused(key, element.toString(), "an object");
        }
        return element.getAsJsonObject();
    }

    private static String text(JsonObject object, String key) {
        JsonElement value = object.get(key);
        return value == null ? "" : text(key, value);
    }

    private static String text(String key, JsonElement value) {
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw refused(key, value.toString(), "a text");
        }
        return value.getAsString();
    }

    /** A number of 64 bits, which callers write without a sign. */
    private static long number(JsonObject object, String key) {
        JsonElement value = object.get(key);
        try {
            return value == null ? 0 : Long.parseUnsignedLong(value.getAsString());
        } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
            throw refused(key, String.valueOf(value), "a whole number");
        }
    }

    private static SpecException refused(String key, String value, String expected) {
        return SpecException.invalid(
                "seccomp profile: " + key + " '" + shortened(value) + "' (expected: " + expected + ")");
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
