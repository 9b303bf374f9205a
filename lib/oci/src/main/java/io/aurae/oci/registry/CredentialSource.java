// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

/** Knows what to show a host when a caller brings nothing. Asked when a registry demands it, from any thread. */
@FunctionalInterface
public interface CredentialSource {
    /**
     * What to show this host, {@link Credentials#none()} when nothing is known.
     *
     * @param host as in references: {@code docker.io}, {@code 127.0.0.1:5000}
     * @throws RegistryException.BadCredentials when what is known cannot be read
     */
    Credentials of(String host) throws InterruptedException;
}
