// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.archive;

import io.aurae.oci.image.ServedManifest;
import java.util.List;

/**
 * One image of an archive.
 *
 * @param manifest the manifest or index that stands for it
 * @param names what the archive calls it, as written; often none
 */
public record ArchivedImage(ServedManifest manifest, List<String> names) {
    public ArchivedImage {
        names = List.copyOf(names);
    }
}
