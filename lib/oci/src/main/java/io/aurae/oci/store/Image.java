// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import io.aurae.oci.image.ImageConfig;
import java.time.Instant;
import java.util.List;

/**
 * An image that the node has, whole and unpacked.
 *
 * @param id the digest of its configuration
 * @param tags full references by tag, such as {@code docker.io/library/nginx:latest}, sorted
 * @param digests full references by manifest digest, such as {@code docker.io/library/nginx@sha256:…}, sorted
 * @param sizeBytes of the compressed layers and the configuration
 * @param layers the chain ids of its layers, lowest first
 * @param pinned whether no garbage collection takes it
 */
public record Image(
        Digest id,
        List<String> tags,
        List<String> digests,
        long sizeBytes,
        ImageConfig config,
        List<Digest> layers,
        Instant pulledAt,
        boolean pinned) {
    public Image {
        tags = tags.stream().sorted().toList();
        digests = digests.stream().sorted().toList();
        layers = List.copyOf(layers);
    }

    /** The same image by other names. */
    Image named(List<String> newTags, List<String> newDigests) {
        return new Image(id, newTags, newDigests, sizeBytes, config, layers, pulledAt, pinned);
    }

    /** The same image, pinned or not. */
    Image pinned(boolean pin) {
        return new Image(id, tags, digests, sizeBytes, config, layers, pulledAt, pin);
    }

    /** How people call it: by its first name, else by its id. */
    public String label() {
        return tags.stream().findFirst().or(() -> digests.stream().findFirst()).orElseGet(id::toString);
    }
}
