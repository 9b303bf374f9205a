// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As whom an executable runs, as the caller said it.
 *
 * @param name {@code user[:group]} by name or number; used when uid is absent; empty for the image's or root
 * @param uid wins over the name
 * @param gid wins over the user's own group
 * @param additionalGids beside those the user has
 * @param group by name or number; used when gid is absent; empty for the user's own
 * @param additionalGroups by name or number, beside {@code additionalGids}
 * @param namedGroupsOnly whether the groups are left out that the user has in the root file system
 */
public record ExecutableUser(
        String name,
        @Nullable Integer uid,
        @Nullable Integer gid,
        List<Integer> additionalGids,
        String group,
        List<String> additionalGroups,
        boolean namedGroupsOnly) {
    /** Whoever the image says, else root. */
    public static final ExecutableUser UNSAID = new ExecutableUser("", null, null, List.of(), "", List.of(), false);

    private static final int MAX_GROUPS = 1024;

    /** @throws ExecutableException INVALID_ARGUMENT when there are too many groups */
    public ExecutableUser {
        additionalGids = List.copyOf(additionalGids);
        additionalGroups = List.copyOf(additionalGroups);
        int groups = additionalGids.size() + additionalGroups.size();
        if (groups > MAX_GROUPS) {
            throw new ExecutableException.Invalid(
                    "user has " + groups + " additional groups (expected: at most " + MAX_GROUPS + ")");
        }
    }
}
