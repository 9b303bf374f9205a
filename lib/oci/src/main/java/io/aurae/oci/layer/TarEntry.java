// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.util.Map;

/**
 * What an archive says of one file, directory, link or device.
 *
 * @param name as it stands in the archive
 * @param linkName where a link points to; empty for all else
 * @param mode the lower twelve bits
 * @param sizeBytes of the content that follows in the archive
 */
record TarEntry(
        Type type,
        String name,
        String linkName,
        int mode,
        long uid,
        long gid,
        Time modified,
        Device device,
        long sizeBytes,
        Map<String, byte[]> attributes,
        SparseMap sparse) {
    enum Type {
        FILE,
        HARD_LINK,
        SYMBOLIC_LINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        DIRECTORY,
        FIFO
    }

    /** A moment; {@code nanos} counts forward from {@code seconds}. */
    record Time(long seconds, int nanos) {}

    /** The numbers of a device, 0 and 0 for all else. */
    record Device(long major, long minor) {}
}
