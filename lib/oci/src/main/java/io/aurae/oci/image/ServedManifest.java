// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

/** A manifest or index, byte for byte as a registry or an archive holds it. */
public final class ServedManifest {
    private final Digest digest;
    private final Manifest manifest;
    private final byte[] content;

    private ServedManifest(Digest digest, Manifest manifest, byte[] content) {
        this.digest = digest;
        this.manifest = manifest;
        this.content = content;
    }

    /**
     * Reads the bytes, which are not to be changed afterwards.
     *
     * @param contentType what to call the document when its content does not say
     * @throws ImageException.BadDocument as {@link Manifest#parse}
     */
    public static ServedManifest of(byte[] content, String contentType) {
        return new ServedManifest(Digest.of(content), Manifest.parse(content, contentType), content);
    }

    /** The digest of the bytes. */
    public Digest digest() {
        return digest;
    }

    /** What the bytes say. */
    public Manifest manifest() {
        return manifest;
    }

    /** What the document calls itself; what OCI calls its kind when it says nothing. */
    public String mediaType() {
        String own = Json.parse("manifest", content).text("mediaType");
        return own.isEmpty() ? manifest.mediaType() : own;
    }

    /** The bytes; they are not to be changed. */
    public byte[] content() {
        return content;
    }
}
