// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a process is held to, or given, beside what its surroundings say.
 *
 * @param limits at most one of each type
 * @param umask 0 to 0777; absent for the runtime's own
 * @param addCapabilities names such as CAP_CHOWN or CHOWN, or ALL; in effect for every user
 * @param dropCapabilities the same, taken away
 */
public record ProcessBounds(
        List<ResourceLimit> limits,
        @Nullable Integer umask,
        List<String> addCapabilities,
        List<String> dropCapabilities,
        boolean noNewPrivileges) {
    /** Nothing beside what the surroundings say. */
    public static final ProcessBounds NONE = new ProcessBounds(List.of(), null, List.of(), List.of(), false);

    private static final int UMASK_MAX = 0777;

    /** @throws SpecException INVALID_ARGUMENT when a limit is said twice, the mask is out of range or a capability is not known */
    public ProcessBounds {
        limits = List.copyOf(limits);
        addCapabilities = List.copyOf(addCapabilities);
        dropCapabilities = List.copyOf(dropCapabilities);
        Set<ResourceLimit.Type> types = EnumSet.noneOf(ResourceLimit.Type.class);
        for (ResourceLimit limit : limits) {
            if (!types.add(limit.type())) {
                throw SpecException.invalid("rlimit '" + limit.type() + "' is there twice (expected: once)");
            }
        }
        if (umask != null && (umask < 0 || umask > UMASK_MAX)) {
            throw SpecException.invalid(
                    "umask '" + Integer.toOctalString(umask) + "' is out of range (expected: 0 to 777, octal)");
        }
        Capabilities.NONE.with(addCapabilities, dropCapabilities);
    }

    /** What is left of the capabilities that the surroundings allow, with those added, on a node of these rights. */
    Capabilities of(Capabilities allowed, NodeRights node) {
        return allowed.with(addCapabilities, dropCapabilities).within(node.capabilities());
    }

    /** The sets of a process of this user that may have {@code all}. */
    RuntimeSpec.Capabilities sets(Capabilities all, ProcessUser user) {
        Capabilities added = Capabilities.NONE.with(addCapabilities, List.of());
        // Root has its capabilities in effect anyway; another user keeps over execve only what is ambient.
        return all.toSpec(user.uid() == 0 ? Capabilities.NONE : added.within(all));
    }

    /** @throws SpecException INVALID_ARGUMENT when the node may not set a limit that high */
    List<RuntimeSpec.Rlimit> rlimits(NodeRights node) {
        limits.forEach(node.ceilings()::require);
        return limits.stream().map(ResourceLimit::toSpec).collect(Collectors.toList());
    }
}
