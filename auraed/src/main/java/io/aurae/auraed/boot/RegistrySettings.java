// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import com.electronwill.nightconfig.core.UnmodifiableConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One table {@code [registries."docker.io"]}: what is special about a registry.
 *
 * @param mirrors asked in this order before the registry itself; URLs with or without a scheme
 * @param plainHttp talk to it without TLS
 */
record RegistrySettings(List<String> mirrors, boolean plainHttp) {
    private static final List<String> KEYS = List.of("mirrors", "plain_http");

    RegistrySettings {
        mirrors = List.copyOf(mirrors);
    }

    /** The tables by the host they are for. */
    static Map<String, RegistrySettings> parse(Path file, Object tables) {
        Map<String, RegistrySettings> parsed = new HashMap<>();
        for (UnmodifiableConfig.Entry entry : table(file, "registries", tables).entrySet()) {
            String subject = "registries.'" + entry.getKey() + "'";
            parsed.put(entry.getKey(), one(file, subject, table(file, subject, entry.getRawValue())));
        }
        return parsed;
    }

    private static RegistrySettings one(Path file, String subject, UnmodifiableConfig table) {
        List<String> mirrors = List.of();
        boolean plainHttp = false;
        for (UnmodifiableConfig.Entry entry : table.entrySet()) {
            ConfigSource.requireKnown(
                    entry.getKey(), "key '" + entry.getKey() + "' in " + subject + " of '" + file + "'", KEYS);
            Object value = entry.getRawValue();
            if (entry.getKey().equals("mirrors") && value instanceof List<?> list) {
                mirrors = list.stream().map(Object::toString).toList();
            } else if (entry.getKey().equals("plain_http") && value instanceof Boolean plain) {
                plainHttp = plain;
            } else {
                throw new ConfigException("key '" + entry.getKey() + "' in " + subject + " of '" + file
                        + "' has the value '" + value + "' (expected: "
                        + (entry.getKey().equals("mirrors") ? "a list of URLs" : "true or false") + ")");
            }
        }
        return new RegistrySettings(mirrors, plainHttp);
    }

    private static UnmodifiableConfig table(Path file, String subject, Object value) {
        if (value instanceof UnmodifiableConfig table) {
            return table;
        }
        throw new ConfigException(subject + " in '" + file + "' is '" + value + "' (expected: a table)");
    }
}
