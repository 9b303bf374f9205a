// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.Boot;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.linux.UserNamespace;
import io.aurae.oci.image.Digest;
import io.aurae.oci.store.Snapshot;
import io.aurae.oci.store.Snapshots;
import io.aurae.oci.store.Snapshots.Access;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image as the root of a cell: a writable view of it, mounted in the cell's directory.
 *
 * @param mountPoint where executables find their root
 * @param upper holds what they write
 * @param users whose ids the files are shown with; empty for the node's
 */
record CellRoot(Snapshots snapshots, Path mountPoint, Path upper, Optional<UserNamespace> users) {
    /** Makes and mounts it, empty of whatever an earlier cell of the name wrote. On failure nothing is left. */
    void mount(Digest image, boolean readOnly) {
        snapshots.remove(upper);
        try (Rollback rollback = new Rollback()) {
            rollback.push("remove snapshot " + upper, () -> snapshots.remove(upper));
            Failpoint.reach("cell.root.snapshot");
            Snapshot snapshot = snapshots.prepare(image, upper, users);
            Boot.mark(upper);
            ResourceDirectory.create(mountPoint);
            rollback.push("remove " + mountPoint, () -> ResourceDirectory.remove(mountPoint));
            Failpoint.reach("cell.root.mount");
            snapshots.mount(snapshot, mountPoint, readOnly ? Access.READ_ONLY : Access.READ_WRITE, users);
            rollback.release();
        }
    }

    /** Unmounts and removes it, with all that was written. Repeating: does nothing. */
    void remove() {
        Failpoint.reach("cell.root.unmount");
        snapshots.unmount(mountPoint);
        Failpoint.reach("cell.root.remove");
        snapshots.remove(upper);
    }
}
