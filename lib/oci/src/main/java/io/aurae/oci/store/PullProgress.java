// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import java.util.Optional;

/**
 * How far one blob of an image is.
 *
 * @param digest of the blob; empty while the manifest is being resolved
 * @param totalBytes of the compressed blob
 */
public record PullProgress(Optional<Digest> digest, Phase phase, long currentBytes, long totalBytes) {
    /** Each blob goes through these in order, and may skip some. */
    public enum Phase {
        /** The manifest is being resolved. */
        RESOLVING,
        DOWNLOADING,
        UNPACKING,
        /** Fetched and unpacked, or already there. */
        DONE
    }

    static PullProgress of(Descriptor blob, Phase phase, long currentBytes) {
        return new PullProgress(Optional.of(blob.digest()), phase, currentBytes, blob.sizeBytes());
    }
}
