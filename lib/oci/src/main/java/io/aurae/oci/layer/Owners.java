// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.linux.IdMap;
import java.util.Optional;

/**
 * Whom files in a live tree belong to, and whom the archive says they do.
 *
 * @param kept whether they belong to whom the archive says; else to the caller
 * @param ids of the tree's users, where those are not the caller's: the archive has them as they are inside
 */
record Owners(boolean kept, Optional<IdMap> ids) {
    /** What the kernel shows of an owner who is nobody inside. */
    private static final long NOBODY = 65_534;

    /** The same file with its owner as he is known inside. */
    TreeFacts inside(TreeFacts facts) {
        return ids.map(map -> facts.ownedBy(inside(map.users(), facts.uid()), inside(map.groups(), facts.gid())))
                .orElse(facts);
    }

    private static long inside(IdMap.Run run, long id) {
        long inside = id - run.first();
        return run.has(inside) ? inside : NOBODY;
    }

    /** The user who gets the entry of an archive. */
    long uid(TarEntry entry) {
        return ids.map(map -> outside(map.users(), entry, entry.uid())).orElse(entry.uid());
    }

    /** The group that gets the entry of an archive. */
    long gid(TarEntry entry) {
        return ids.map(map -> outside(map.groups(), entry, entry.gid())).orElse(entry.gid());
    }

    private static long outside(IdMap.Run run, TarEntry entry, long id) {
        if (!run.has(id)) {
            throw LayerException.entry(
                    entry.name(),
                    "belongs to '" + id + "' (expected: ids of the pod, 0 to " + (run.length() - 1) + ")");
        }
        return run.first() + id;
    }
}
