// SPDX-License-Identifier: Apache-2.0
package io.aurae.client;

import com.electronwill.nightconfig.core.UnmodifiableConfig;
import com.electronwill.nightconfig.core.io.ParsingException;
import com.electronwill.nightconfig.toml.TomlParser;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.base.Suggestion;
import io.aurae.identity.IdentityFiles;
import io.aurae.rpc.Endpoint;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The configuration as text. */
final class ClientConfigFile {
    private static final Map<String, List<String>> KEYS =
            Map.of("auth", List.of("ca_crt", "client_crt", "client_key"), "system", List.of("socket"));

    private final Path file;
    private final Path home;
    private final Map<String, String> values = new HashMap<>();

    private ClientConfigFile(Path file, Path home) {
        this.file = file;
        this.home = home;
    }

    static ClientConfig read(Path file, Path home) {
        ClientConfigFile read = new ClientConfigFile(file, home);
        read.parse();
        IdentityFiles identity =
                new IdentityFiles(read.path("auth.ca_crt"), read.path("auth.client_crt"), read.path("auth.client_key"));
        return new ClientConfig(identity, read.endpoint());
    }

    static String text(ClientConfig config) {
        return "[auth]\nca_crt = " + quoted(config.identity().ca())
                + "\nclient_crt = " + quoted(config.identity().certificate())
                + "\nclient_key = " + quoted(config.identity().key())
                + "\n\n[system]\nsocket = " + quoted(config.socket())
                + "\n";
    }

    private void parse() {
        try (Reader reader = Files.newBufferedReader(file)) {
            new TomlParser().parse(reader).entrySet().forEach(entry -> parseTable(entry.getKey(), entry.getRawValue()));
        } catch (ParsingException e) {
            throw refused("is not TOML: " + e.getMessage(), e);
        } catch (IOException e) {
            throw refused("cannot be read", e);
        }
    }

    private void parseTable(String table, @Nullable Object content) {
        List<String> known = KEYS.get(table);
        if (known == null) {
            throw unknown(table, "", KEYS.keySet().stream().sorted().toList());
        }
        if (!(content instanceof UnmodifiableConfig keys)) {
            throw refused("has '" + table + "' as a key (expected: a table)", null);
        }
        for (UnmodifiableConfig.Entry entry : keys.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw unknown(entry.getKey(), table + ".", known);
            }
            if (!(entry.getRawValue() instanceof String value)) {
                throw refused("has no text for '" + table + "." + entry.getKey() + "' (expected: a quoted text)", null);
            }
            values.put(table + "." + entry.getKey(), value);
        }
    }

    private Path path(String key) {
        return Path.of(expanded(required(key)));
    }

    private Endpoint endpoint() {
        try {
            return Endpoint.parse(expanded(required("system.socket")));
        } catch (AuraeException e) {
            throw refused("has an unusable 'system.socket': " + e.getMessage(), e);
        }
    }

    private String required(String key) {
        String value = values.get(key);
        if (value == null || value.isEmpty()) {
            throw refused("lacks '" + key + "'", null);
        }
        return value;
    }

    private String expanded(String value) {
        return value.equals("~") || value.startsWith("~/") ? home + value.substring(1) : value;
    }

    private ClientConfigException unknown(String name, String prefix, List<String> known) {
        Function<String, String> hint = nearest -> "did you mean '" + prefix + nearest + "'?";
        return refused(
                "has the unknown key '" + prefix + name + "' ("
                        + Suggestion.nearest(name, known).map(hint).orElse("expected: " + String.join(", ", known))
                        + ")",
                null);
    }

    private ClientConfigException refused(String why, @Nullable Throwable cause) {
        String message = "client configuration '" + file + "' " + why;
        return cause == null
                ? new ClientConfigException(FaultCode.INVALID_ARGUMENT, message)
                : new ClientConfigException(FaultCode.INVALID_ARGUMENT, message, cause);
    }

    private static String quoted(Object value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.toString().codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                quoted.append('\\').appendCodePoint(point);
            } else if (Character.isISOControl(point)) {
                quoted.append(String.format("\\u%04x", point));
            } else {
                quoted.appendCodePoint(point);
            }
        });
        return quoted.append('"').toString();
    }
}
