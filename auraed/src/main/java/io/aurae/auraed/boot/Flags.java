// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The daemon's command line: every setting as a flag, {@code --flag value} or {@code --flag=value}, and {@code --config FILE}. A setting
 * that is true or false needs no value.
 *
 * @param config the file to read settings from
 * @param settings text by key
 */
record Flags(Optional<Path> config, Map<String, String> settings) {
    /** The launcher hands on all its flags; this one is for itself alone. */
    private static final String LAUNCHERS_GRACE = "stop_grace_seconds";

    static Flags parse(List<String> arguments) {
        Optional<Path> config = Optional.empty();
        Map<String, String> settings = new HashMap<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (!argument.startsWith("--")) {
                throw new ConfigException("argument '" + argument + "' (expected: flags only, see --help)");
            }
            int equals = argument.indexOf('=');
            String flag = equals < 0 ? argument : argument.substring(0, equals);
            String name = flag.substring(2).replace('-', '_');
            if (name.equals("config")) {
                config = Optional.of(Path.of(equals < 0 ? next(flag, rest) : argument.substring(equals + 1)));
                continue;
            }
            if (name.equals(LAUNCHERS_GRACE)) {
                if (equals < 0) {
                    next(flag, rest);
                }
                continue;
            }
            ConfigSource.requireKnown(name, "flag '" + flag + "'");
            boolean needsNoValue = name.equals(ConfigKeys.NESTED.name()) || name.equals(ConfigKeys.VERBOSE.name());
            settings.put(name, equals >= 0 ? argument.substring(equals + 1) : needsNoValue ? "true" : next(flag, rest));
        }
        return new Flags(config, settings);
    }

    private static String next(String flag, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new ConfigException("flag '" + flag + "' has no value (expected: " + flag + " VALUE)");
        }
        return rest.next();
    }

    /** What {@code --help} prints. */
    static String help() {
        StringBuilder text = new StringBuilder("""
                auraed: owns one Linux machine and serves the Aurae Standard Library on it

                usage: auraed [--config FILE] [--SETTING VALUE]...
                       auraed spawn --output DIR (an OCI bundle with all of it; see auraed spawn --help)

                Settings come from the configuration file (default %s), flags override them:

                """.formatted(ConfigSource.STANDARD_FILE));
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            text.append("  %-18s %s%n%-21s%s; default %s%n"
                    .formatted(key.flag(), key.doc(), "", key.expected(), key.standard()));
        }
        return text.append("  --version          Print the version and exit.\n").toString();
    }
}
