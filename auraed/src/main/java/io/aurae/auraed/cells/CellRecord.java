// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.cgroup.CgroupLimits;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cell's directory remembers of it.
 *
 * @param imageId of the root image at the time of allocation
 * @param mountedImages the ids of the images among its mounts at that time
 * @param isolatedProcesses whether its executables do not see the node's processes: because it says so, or a cell around it does
 * @param allocated false until all of it was made; such a cell is undone at the next start
 * @param updated the limits in force, once they are not those of the allocation any more
 * @param pending limits that are being set over those in force; the next start sets them
 */
record CellRecord(
        CellSpec spec,
        @Nullable String imageId,
        List<String> mountedImages,
        boolean isolatedProcesses,
        Instant createdAt,
        boolean allocated,
        @Nullable CgroupLimits updated,
        @Nullable CgroupLimits pending) {
    CellRecord {
        mountedImages = List.copyOf(mountedImages);
    }

    /** Of a cell that is being made. */
    static CellRecord begin(CellSpec spec, @Nullable String imageId, List<String> mountedImages, Instant createdAt) {
        return new CellRecord(spec, imageId, mountedImages, spec.isolateProcess(), createdAt, false, null, null);
    }

    /** The same in a cell that isolates its processes, or not. */
    CellRecord within(boolean isolatedProcesses) {
        boolean isolated = isolatedProcesses || this.isolatedProcesses;
        return new CellRecord(spec, imageId, mountedImages, isolated, createdAt, allocated, updated, pending);
    }

    CellRecord whole() {
        return new CellRecord(spec, imageId, mountedImages, isolatedProcesses, createdAt, true, updated, pending);
    }

    /** The limits in force. */
    CgroupLimits limits() {
        return updated == null ? spec.limits() : updated;
    }

    CellRecord updating(CgroupLimits change) {
        return with(updated, change);
    }

    CellRecord updated(CgroupLimits limits) {
        return with(limits, null);
    }

    CellRecord notUpdated() {
        return with(updated, null);
    }

    private CellRecord with(@Nullable CgroupLimits updated, @Nullable CgroupLimits pending) {
        return new CellRecord(spec, imageId, mountedImages, isolatedProcesses, createdAt, allocated, updated, pending);
    }

    /** Whether an image of this id must stay. */
    boolean uses(String id) {
        return id.equals(imageId) || mountedImages.contains(id);
    }
}
