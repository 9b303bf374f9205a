// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** An address that may serve a repository, and what to show there. */
record Endpoint(URI base, CredentialSource source, String host) {
    /** Where the default registry really answers. */
    private static final String DOCKER_IO = "registry-1.docker.io";

    /**
     * The addresses for a registry in the order to ask: its mirrors, then itself. What a caller brought is meant for the registry alone; a mirror
     * gets what is configured for it.
     */
    static List<Endpoint> of(String registry, Credentials brought, RegistryConfig config) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (URI mirror : config.mirrors().getOrDefault(registry, List.of())) {
            endpoints.add(new Endpoint(mirror.resolve("/"), config.credentials(), mirror.getRawAuthority()));
        }
        String scheme = config.plainHttp().contains(registry) ? "http" : "https";
        String host = registry.equals("docker.io") ? DOCKER_IO : registry;
        CredentialSource own = brought instanceof Credentials.None ? config.credentials() : asked -> brought;
        endpoints.add(new Endpoint(URI.create(scheme + "://" + host + "/"), own, registry));
        return endpoints;
    }

    /** What to show here; asked for when it is demanded. */
    Credentials credentials() throws InterruptedException {
        return source.of(host);
    }

    URI manifest(String repository, String target) {
        return base.resolve("/v2/" + repository + "/manifests/" + target);
    }

    URI blob(String repository, String digest) {
        return base.resolve("/v2/" + repository + "/blobs/" + digest);
    }

    /** The address as people write it. */
    @Override
    public String toString() {
        return base.getScheme() + "://" + base.getRawAuthority();
    }
}
