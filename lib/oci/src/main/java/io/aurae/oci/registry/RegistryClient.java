// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

/** placeholder */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"})
public final class RegistryClient implements AutoCloseable {
    public RegistryClient(RegistryConfig config) {
        throw new UnsupportedOperationException("registry client of " + config);
    }

    @Override
    public void close() {}
}
