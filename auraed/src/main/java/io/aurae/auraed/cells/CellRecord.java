// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a cell's directory remembers of it.
 *
 * @param imageId of the root image at the time of allocation
 * @param allocated false until all of it was made; such a cell is undone at the next start
 */
record CellRecord(CellSpec spec, @Nullable String imageId, Instant createdAt, boolean allocated) {}
