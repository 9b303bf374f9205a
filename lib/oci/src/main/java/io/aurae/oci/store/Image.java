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
 */
public record Image(
        Digest id,
        List<String> tags,
        List<String> digests,
        long sizeBytes,
        ImageConfig config,
        List<Digest> layers,
        Instant pulledAt) {
    public Image {
        tags = tags.stream().sorted().toList();
        digests = digests.stream().sorted().toList();
        layers = List.copyOf(layers);
    }
}
