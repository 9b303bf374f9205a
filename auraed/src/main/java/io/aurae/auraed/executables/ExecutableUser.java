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
 */
public record ExecutableUser(
        String name, @Nullable Integer uid, @Nullable Integer gid, List<Integer> additionalGids) {
    /** Whoever the image says, else root. */
    public static final ExecutableUser UNSAID = new ExecutableUser("", null, null, List.of());

    public ExecutableUser {
        additionalGids = List.copyOf(additionalGids);
    }
}
