// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import io.aurae.oci.image.Reference;

/**
 * Speaks the distribution protocol with registries.
 *
 * <p>Answers are awaited for 30 s, their pieces for 60 s; a connection that breaks or a registry that fails is tried again three times.
 * Safe for many threads.
 */
public final class RegistryClient implements AutoCloseable {
    private final RegistryConfig config;
    private final Patience patience;
    private final Http http;

    /** A client that reaches registries as {@code config} says. */
    public RegistryClient(RegistryConfig config) {
        this(config, Patience.DEFAULT);
    }

    RegistryClient(RegistryConfig config, Patience patience) {
        this.config = config;
        this.patience = patience;
        this.http = new Http(patience);
    }

    /**
     * The repository of an image; nothing is asked yet.
     *
     * @param credentials for the registry itself, never for a mirror; {@link Credentials#none()} leaves it to the configuration
     */
    public Repository repository(Reference reference, Credentials credentials) {
        return new Repository(
                reference,
                Endpoint.of(reference.registry(), credentials, config).stream()
                        .map(endpoint -> new Session(http, endpoint, reference.repository()))
                        .toList(),
                patience);
    }

    /** Breaks off all that is under way. */
    @Override
    public void close() {
        http.close();
    }
}
