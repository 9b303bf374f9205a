// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Manifest;

/** A manifest or index, byte for byte as a registry served it. */
public final class ServedManifest {
    private final Digest digest;
    private final Manifest manifest;
    private final byte[] content;

    ServedManifest(Digest digest, Manifest manifest, byte[] content) {
        this.digest = digest;
        this.manifest = manifest;
        this.content = content;
    }

    /** The digest of the bytes. */
    public Digest digest() {
        return digest;
    }

    /** What the bytes say. */
    public Manifest manifest() {
        return manifest;
    }

    /** The bytes; they are not to be changed. */
    public byte[] content() {
        return content;
    }
}
