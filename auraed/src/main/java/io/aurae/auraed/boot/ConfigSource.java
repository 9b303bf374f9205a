// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import com.electronwill.nightconfig.core.CommentedConfig;
import com.electronwill.nightconfig.core.UnmodifiableConfig;
import com.electronwill.nightconfig.core.io.ParsingException;
import com.electronwill.nightconfig.toml.TomlParser;
import io.aurae.base.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings as somebody wrote them, from one TOML file and the command line; the command line wins. A key nobody knows stops the start,
 * with the most similar known one as a suggestion.
 *
 * @param file the one that {@code --config} names
 * @param settings text by key
 * @param registries the tables {@code [registries."host"]}, by host
 */
record ConfigSource(Optional<Path> file, Map<String, String> settings, Map<String, RegistrySettings> registries) {
    /** The file that is read when no {@code --config} says otherwise; it may be absent. */
    static final Path STANDARD_FILE = Path.of("/etc/aurae/auraed.toml");

    private static final String REGISTRIES = "registries";

    /**
     * Reads the file that {@code --config} names, or the standard one, and lays the flags over it.
     *
     * @throws ConfigException when the file or a flag cannot be understood
     */
    static ConfigSource read(List<String> arguments) {
        Flags flags = Flags.parse(arguments);
        Optional<Path> named = flags.config();
        Path file = named.orElse(STANDARD_FILE);
        Map<String, String> settings = new HashMap<>();
        Map<String, RegistrySettings> registries = new HashMap<>();
        UnmodifiableConfig toml = toml(file, named.isPresent());
        for (UnmodifiableConfig.Entry entry : toml.entrySet()) {
            if (entry.getKey().equals(REGISTRIES)) {
                registries.putAll(RegistrySettings.parse(file, entry.getRawValue()));
            } else {
                requireKnown(entry.getKey(), "key '" + entry.getKey() + "' in '" + file + "'");
                settings.put(entry.getKey(), text(entry.getKey(), entry.getRawValue()));
            }
        }
        settings.putAll(flags.settings());
        return new ConfigSource(named, settings, registries);
    }

    <T> T value(ConfigKey<T> key) {
        return key.value(settings.getOrDefault(key.name(), key.standard()));
    }

    boolean isSet(ConfigKey<?> key) {
        return settings.containsKey(key.name());
    }

    static void requireKnown(String name, String subject) {
        List<String> known =
                new ArrayList<>(ConfigKeys.ALL.stream().map(ConfigKey::name).toList());
        known.add(REGISTRIES);
        requireKnown(name, subject, known);
    }

    static void requireKnown(String name, String subject, List<String> known) {
        if (known.contains(name)) {
            return;
        }
        String suggestion = Suggestion.nearest(name, known)
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElseGet(() -> "expected: one of " + String.join(", ", known));
        throw new ConfigException("unknown " + subject + " (" + suggestion + ")");
    }

    private static UnmodifiableConfig toml(Path file, boolean required) {
        try {
            return new TomlParser().parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            if (required) {
                throw new ConfigException("configuration file '" + file + "' does not exist", e);
            }
            return CommentedConfig.inMemory();
        } catch (IOException | ParsingException e) {
            throw new ConfigException("configuration file '" + file + "' cannot be read: " + e.getMessage(), e);
        }
    }

    /** As the value would be written on the command line; only what is a list there may be a list here. */
    private static String text(String key, Object value) {
        if (!(value instanceof List<?> list)) {
            return value.toString();
        }
        if (!key.equals(ConfigKeys.CNI_PLUGIN_DIRS.name())) {
            throw new ConfigException("setting '" + key + "' has the value '" + value + "' (expected: no list)");
        }
        return String.join(":", list.stream().map(Object::toString).toList());
    }
}
