// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How registries are reached. Hosts are written as in references: {@code docker.io}, {@code 127.0.0.1:5000}.
 *
 * @param mirrors for a registry, the addresses to ask before it, in order, such as {@code http://127.0.0.1:5000}
 * @param plainHttp registries that are spoken to without TLS
 * @param credentials what to show a host when the caller brings nothing; mirrors have their own entries
 */
public record RegistryConfig(Map<String, List<URI>> mirrors, Set<String> plainHttp, CredentialSource credentials) {
    /** With credentials by host that are known beforehand. */
    public RegistryConfig(Map<String, List<URI>> mirrors, Set<String> plainHttp, Map<String, Credentials> credentials) {
        this(mirrors, plainHttp, host -> credentials.getOrDefault(host, Credentials.none()));
    }

    public RegistryConfig {
        mirrors = mirrors.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
        plainHttp = Set.copyOf(plainHttp);
        mirrors.values().forEach(addresses -> addresses.forEach(RegistryConfig::check));
    }

    /** Every registry at its own address, by TLS, anonymously. */
    public static RegistryConfig direct() {
        return new RegistryConfig(Map.of(), Set.of(), Map.of());
    }

    private static void check(URI mirror) {
        boolean web = "http".equals(mirror.getScheme()) || "https".equals(mirror.getScheme());
        String path = mirror.getRawPath();
        boolean bare = path == null || path.isEmpty() || path.equals("/");
        if (!web
                || mirror.getHost() == null
                || !bare
                || mirror.getRawQuery() != null
                || mirror.getRawUserInfo() != null) {
            throw new RegistryException.BadConfig("registry mirror '" + mirror
                    + "' is not acceptable (expected: http:// or https://, a host and an optional port)");
        }
    }
}
