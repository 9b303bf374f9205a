// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.Hostname;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupLimits;
import java.util.Objects;

/**
 * An instance as the caller asked for it.
 *
 * @param name one label
 * @param hostname seen inside
 * @param isolateNetwork a network namespace of its own with loopback only
 * @param mounts of the node that it sees
 * @param limits of all that is in it
 */
record SpawnSpec(
        ResourceName name,
        String hostname,
        boolean isolateNetwork,
        InstancePlan.Mounts mounts,
        Labels labels,
        CgroupLimits limits) {
    /** @throws ResourceException INVALID_ARGUMENT when the hostname is none */
    SpawnSpec {
        mounts = Objects.requireNonNullElse(mounts, InstancePlan.Mounts.HOST); // older records do not say
        limits = Objects.requireNonNullElse(limits, CgroupLimits.NONE);
        hostname = Hostname.checked("instance '" + name + "'", hostname);
    }
}
