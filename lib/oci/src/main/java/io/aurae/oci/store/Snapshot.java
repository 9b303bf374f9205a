// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import java.nio.file.Path;
import java.util.List;

/**
 * A writable view of an image, ready to mount: the image's layers below, and what is written above them.
 *
 * @param directory holds {@code upper} and {@code work}; it belongs to whoever prepared the snapshot
 * @param layers names of the layers' directories, topmost first
 */
public record Snapshot(Digest image, Path directory, List<String> layers) {
    public Snapshot {
        layers = List.copyOf(layers);
    }
}
