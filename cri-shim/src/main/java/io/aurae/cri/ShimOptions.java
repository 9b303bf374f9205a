// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.base.Suggestion;
import io.aurae.client.ClientConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the command line says.
 *
 * @param socket where the CRI is served
 * @param config the client configuration that says where the node is and who the shim is; empty for the user's own, else the machine's
 * @param node the node's socket, where it is not the configuration's
 */
record ShimOptions(Path socket, Optional<Path> config, Optional<String> node) {
    private static final Path DEFAULT_SOCKET = Path.of("/run/aurae/cri.sock");

    /** The flags that take a value. */
    private enum Flag {
        SOCKET("--socket", "PATH", "where to serve the CRI (default: " + DEFAULT_SOCKET + ")"),
        CONFIG("--config", "FILE", "client configuration (default: ~/.aurae/config, else /etc/aurae/config)"),
        NODE("--aurae-socket", "PATH|ADDRESS:PORT", "the node's socket (default: the configuration's)");

        private final String name;
        private final String value;
        private final String help;

        Flag(String name, String value, String help) {
            this.name = name;
            this.value = value;
            this.help = help;
        }

        private static Optional<Flag> named(String name) {
            return Arrays.stream(values())
                    .filter(flag -> flag.name.equals(name))
                    .findFirst();
        }
    }

    /**
     * Reads {@code --flag value} and {@code --flag=value}; of a repeated flag the last one counts.
     *
     * @throws CriException INVALID_ARGUMENT for anything else
     */
    static ShimOptions parse(List<String> arguments) {
        Map<Flag, String> values = new EnumMap<>(Flag.class);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String[] parts = rest.next().split("=", 2);
            Flag flag = Flag.named(parts[0]).orElseThrow(() -> unknown(parts[0]));
            values.put(flag, value(flag, parts, rest));
        }
        return new ShimOptions(
                Optional.ofNullable(values.get(Flag.SOCKET)).map(Path::of).orElse(DEFAULT_SOCKET),
                Optional.ofNullable(values.get(Flag.CONFIG)).map(Path::of),
                Optional.ofNullable(values.get(Flag.NODE)));
    }

    private static String value(Flag flag, String[] parts, Iterator<String> rest) {
        if (parts.length == 2) {
            return parts[1];
        }
        if (!rest.hasNext()) {
            throw new CriException.Invalid("flag", flag.name, "a value behind it: " + flag.value);
        }
        return rest.next();
    }

    private static CriException unknown(String name) {
        List<String> known = Arrays.stream(Flag.values()).map(flag -> flag.name).toList();
        String expected = Suggestion.nearest(name, known).orElse("one of " + String.join(", ", known));
        return new CriException.Invalid("unknown flag", name, expected);
    }

    /** What {@code --help} prints. */
    static String help() {
        String flags = Arrays.stream(Flag.values())
                .map(flag -> String.format("  %-36s %s%n", flag.name + " " + flag.value, flag.help))
                .collect(Collectors.joining());
        return """
                Usage: aurae-cri-shim [flag...]
                Serves the Kubernetes CRI, version 1, as a client of an Aurae node.

                """ + flags + """
                  --version                            print the version
                  --help                               print this
                """;
    }

    /**
     * Where the node is and who the shim is.
     *
     * @throws io.aurae.base.AuraeException when there is no such configuration, or it cannot be understood
     */
    ClientConfig client() {
        ClientConfig found = config.map(ClientConfig::load).orElseGet(ClientConfig::load);
        return node.map(found::withSocket).orElse(found);
    }
}
