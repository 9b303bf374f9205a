// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import java.nio.file.Path;

/** Root file systems from images: an overlay of the image's layers below a directory that takes what is written. */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"})
public final class Snapshots {
    Snapshots() {}

    /** Whether what is mounted may be written. */
    public enum Access {
        READ_WRITE,
        READ_ONLY
    }

    /**
     * Makes {@code directory} (which may exist) with an empty {@code upper} and {@code work} for a root file system of this image. Nothing
     * is mounted.
     *
     * <p>The image must be kept from removal by the predicate given to {@link ImageStore#remove} from before this call until after
     * {@link #remove}. Repeating: keeps what was written there. On failure nothing that was not there before is left.
     *
     * @throws StoreException.NoSuchImage when the store does not have the image
     */
    public Snapshot prepare(Digest image, Path directory) {
        throw new UnsupportedOperationException("prepare " + image + " in " + directory);
    }

    /**
     * Mounts the snapshot at {@code target}, an existing directory. Repeating: mounts a second time above the first; ask before.
     *
     * @throws StoreException.MountFailed when the kernel refuses, with its reason as the cause; nothing is mounted then
     */
    public void mount(Snapshot snapshot, Path target, Access access) {
        throw new UnsupportedOperationException("mount " + snapshot + " at " + target + access);
    }

    /** Takes the mount off {@code target}. Repeating, and a target that is no mount or not there: succeeds. */
    public void unmount(Path target) {
        throw new UnsupportedOperationException("unmount " + target);
    }

    /** Deletes what {@link #prepare} made in {@code directory}, and the directory. Repeating: succeeds. */
    public void remove(Path directory) {
        throw new UnsupportedOperationException("remove " + directory);
    }
}
