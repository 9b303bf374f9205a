// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

/**
 * Points at content: what it is, its digest, and its size.
 *
 * @param mediaType empty when the document that points says nothing
 * @param sizeBytes exactly what the content must have
 */
public record Descriptor(String mediaType, Digest digest, long sizeBytes) {
    public Descriptor {
        if (sizeBytes < 0) {
            throw new ImageException.BadDocument(
                    "content " + digest + " has size '" + sizeBytes + "' (expected: 0 or more bytes)");
        }
    }
}
