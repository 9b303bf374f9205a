// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.base.Bytes;

/**
 * How much one layer may unpack to.
 *
 * @param entries most files, directories and so on
 * @param content most bytes of the uncompressed archive, and of any one file with its holes
 * @param pathBytes most bytes of an entry's name
 */
public record LayerLimits(long entries, Bytes content, int pathBytes) {
    /** Two million entries, 64 GiB, and names of 3840 bytes, which leaves the kernel's 4096 room for the directory above. */
    public static final LayerLimits DEFAULT = new LayerLimits(2_000_000, new Bytes(64L << 30), 3840);
}
