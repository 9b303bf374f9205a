// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.layer.DiskUse;
import java.nio.file.Path;
import java.util.List;

/**
 * What the store takes of the disk.
 *
 * @param root its directory
 * @param total all of it, as {@code du -s} says
 * @param layers the unpacked layers
 * @param blobs manifests, configurations and layers as they were fetched
 * @param images each image, ordered by id
 */
public record StoreUse(Path root, DiskUse total, DiskUse layers, DiskUse blobs, List<OfImage> images) {
    public StoreUse {
        images = List.copyOf(images);
    }

    /**
     * One image.
     *
     * @param unique what would go with it
     * @param shared what others use too
     */
    public record OfImage(Image image, DiskUse unique, DiskUse shared) {}
}
