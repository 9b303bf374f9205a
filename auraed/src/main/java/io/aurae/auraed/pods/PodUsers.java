// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.linux.IdMap;
import io.aurae.linux.IdMap.Run;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which users a pod asks for instead of the node's.
 *
 * @param map as the caller gave it; absent for ids that no other pod has
 */
record PodUsers(@Nullable IdMap map) {
    /** How many ids the node chooses for a pod. */
    static final long LENGTH = 65_536;

    /** No pod has the root of the node. */
    private static final long FIRST = 1;

    /**
     * Ids as the caller gives them.
     *
     * @throws ResourceException INVALID_ARGUMENT when there are no such ids, or the node's root is one of them
     */
    static Run run(ResourceName pod, String kind, io.aurae.proto.pods.v0.IdMapping asked) {
        long first = Integer.toUnsignedLong(asked.getHostId());
        long inside = Integer.toUnsignedLong(asked.getPodId());
        long length = Integer.toUnsignedLong(asked.getLength());
        if (inside != 0 || first < FIRST || length < 1 || first + length > Run.END) {
            throw ResourceException.invalid("pod '" + pod + "' maps the " + kind + " ids '" + inside + ":" + first + ":"
                    + length + "' (expected: from 0 in the pod to " + FIRST
                    + " or more on the node, at least one, and none above "
                    + (Run.END - 1) + ")");
        }
        return new Run(first, length);
    }

    /** @throws ResourceException INVALID_ARGUMENT when what is asked for is no pod with users of its own */
    static void requireWith(ResourceName pod, Optional<PodUsers> users, HostNamespaces shared) {
        if (users.isPresent() && !shared.equals(HostNamespaces.NONE)) {
            String which = shared.network() ? "network" : shared.processes() ? "processes" : "IPC";
            throw ResourceException.invalid("pod '" + pod + "' has users of its own and the host's " + which
                    + " (expected: one of them; the host's belong to the host's users)");
        }
    }
}
