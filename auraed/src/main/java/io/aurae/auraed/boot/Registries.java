// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.linux.Linux;
import io.aurae.oci.registry.DockerLogin;
import io.aurae.oci.registry.RegistryConfig;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the configuration says about registries, as the registry client wants it. */
final class Registries {
    private static final Duration HELPER_DEADLINE = Duration.ofSeconds(10);

    private Registries() {}

    /** @throws ConfigException when a mirror is no URL */
    static RegistryConfig of(AuraedConfig config, Linux linux) {
        Map<String, List<URI>> mirrors = new HashMap<>();
        Set<String> plainHttp = new HashSet<>();
        config.registries().forEach((host, settings) -> {
            if (settings.plainHttp()) {
                plainHttp.add(host);
            }
            if (!settings.mirrors().isEmpty()) {
                mirrors.put(
                        host,
                        settings.mirrors().stream()
                                .map(mirror -> mirror(host, mirror))
                                .toList());
            }
        });
        return new RegistryConfig(
                mirrors, plainHttp, new DockerLogin(config.images().credentials(), linux, HELPER_DEADLINE));
    }

    private static URI mirror(String host, String mirror) {
        try {
            return URI.create(mirror.contains("://") ? mirror : "https://" + mirror);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "mirror '" + mirror + "' of registry '" + host
                            + "' (expected: a URL such as http://127.0.0.1:5000)",
                    e);
        }
    }
}
