// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cell's directory remembers of it.
 *
 * @param imageId of the root image at the time of allocation
 * @param mountedImages the ids of the images among its mounts at that time
 * @param allocated false until all of it was made; such a cell is undone at the next start
 */
record CellRecord(
        CellSpec spec, @Nullable String imageId, List<String> mountedImages, Instant createdAt, boolean allocated) {
    CellRecord {
        mountedImages = List.copyOf(mountedImages);
    }

    CellRecord whole() {
        return new CellRecord(spec, imageId, mountedImages, createdAt, true);
    }

    /** Whether an image of this id must stay. */
    boolean uses(String id) {
        return id.equals(imageId) || mountedImages.contains(id);
    }
}
