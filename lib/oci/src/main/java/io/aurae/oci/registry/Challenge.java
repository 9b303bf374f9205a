// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a registry wants its callers to prove themselves, from a {@code WWW-Authenticate} header. */
sealed interface Challenge {
    /** By user name and password in each request. */
    record Basic() implements Challenge {}

    /** By a token that the service at {@code realm} gives out. */
    record Bearer(String realm, String service, String scope) implements Challenge {}

    Pattern SCHEME = Pattern.compile("\\s*(basic|bearer)(?:\\s+|$)", Pattern.CASE_INSENSITIVE);
    Pattern PARAMETER = Pattern.compile("\\s*,?\\s*([a-zA-Z]+)\\s*=\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s,\"]+))");

    /** The first challenge we can answer, a token before a password. */
    static Optional<Challenge> parse(List<String> headers) {
        List<Challenge> challenges =
                headers.stream().flatMap(header -> one(header).stream()).toList();
        return challenges.stream()
                .filter(Bearer.class::isInstance)
                .findFirst()
                .or(() -> challenges.stream().findFirst());
    }

    private static Optional<Challenge> one(String header) {
        Matcher scheme = SCHEME.matcher(header);
        if (!scheme.lookingAt()) {
            return Optional.empty();
        }
        if (scheme.group(1).equalsIgnoreCase("basic")) {
            return Optional.of(new Basic());
        }
        Map<String, String> parameters = parameters(header.substring(scheme.end()));
        return Optional.ofNullable(parameters.get("realm"))
                .map(realm -> new Bearer(
                        realm, parameters.getOrDefault("service", ""), parameters.getOrDefault("scope", "")));
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(text);
        int end = 0;
        while (parameter.region(end, text.length()).lookingAt()) {
            String quoted = parameter.group(2);
            String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), value);
            end = parameter.end();
        }
        return parameters;
    }
}
