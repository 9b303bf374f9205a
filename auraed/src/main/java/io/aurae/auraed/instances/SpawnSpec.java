// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.Hostname;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;

/**
 * An instance as the caller asked for it.
 *
 * @param name one label
 * @param hostname seen inside
 * @param isolateNetwork a network namespace of its own with loopback only
 */
record SpawnSpec(ResourceName name, String hostname, boolean isolateNetwork, Labels labels) {
    /** @throws ResourceException INVALID_ARGUMENT when the hostname is none */
    SpawnSpec {
        hostname = Hostname.checked("instance '" + name + "'", hostname);
    }
}
