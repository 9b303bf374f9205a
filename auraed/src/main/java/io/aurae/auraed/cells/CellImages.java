// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.oci.image.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images a cell needs, as they are called now.
 *
 * @param root absent for the node's own root
 * @param mounted in the order of the mounts that want them
 */
record CellImages(@Nullable Digest root, List<Digest> mounted) {
    static final CellImages NONE = new CellImages(null, List.of());

    CellImages {
        mounted = List.copyOf(mounted);
    }

    boolean contains(Digest image) {
        return image.equals(root) || mounted.contains(image);
    }

    /** What its record says of a new cell. */
    CellRecord record(CellSpec spec, Instant createdAt) {
        List<String> ids = new ArrayList<>();
        mounted.forEach(id -> ids.add(id.toString()));
        return CellRecord.begin(spec, root == null ? null : root.toString(), ids, createdAt);
    }
}
