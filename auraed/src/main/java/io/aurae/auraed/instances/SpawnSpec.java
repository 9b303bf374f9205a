// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;

/**
 * An instance as the caller asked for it.
 *
 * @param name one label
 * @param hostname seen inside; 1 to 64 characters
 * @param isolateNetwork a network namespace of its own with loopback only
 */
record SpawnSpec(ResourceName name, String hostname, boolean isolateNetwork, Labels labels) {
    private static final int MAX_HOSTNAME = 64;

    /** @throws ResourceException INVALID_ARGUMENT when the hostname is too long */
    SpawnSpec {
        if (hostname.isEmpty() || hostname.length() > MAX_HOSTNAME) {
            throw ResourceException.invalid("instance '" + name + "': hostname '" + hostname + "' has "
                    + hostname.length() + " characters (expected: 1 to " + MAX_HOSTNAME + ")");
        }
    }
}
