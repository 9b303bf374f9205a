// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Reference;
import java.util.List;

/**
 * What an image that comes in is to be called.
 *
 * @param subject in messages
 * @param references its names; with a digest, the tag is only said along
 */
record Naming(String subject, List<Reference> references) {
    Naming {
        references = List.copyOf(references);
    }

    static Naming of(Reference reference) {
        return new Naming(reference.toString(), List.of(reference));
    }

    List<String> tags() {
        return references.stream()
                .filter(reference -> reference.digest().isEmpty())
                .flatMap(reference -> reference.tagged().stream())
                .distinct()
                .toList();
    }

    /** @param manifest the digest of the manifest or index that stands for the image */
    List<String> digests(Digest manifest) {
        return references.stream()
                .map(reference -> reference.pinned(manifest))
                .distinct()
                .toList();
    }
}
