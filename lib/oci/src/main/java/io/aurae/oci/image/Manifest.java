// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import java.util.List;

/**
 * What a registry serves under a tag or digest: one image, or an index of images for several platforms. The dialects of OCI and
 * Docker (version 2, schema 2) are the same here.
 */
public sealed interface Manifest {
    /** What OCI calls a document of this kind. */
    default String mediaType() {
        return switch (this) {
            case Single single -> MediaType.OCI_MANIFEST;
            case Index index -> MediaType.OCI_INDEX;
        };
    }

    /** Most layers in one image; overlayfs stacks up to 500. */
    int MAX_LAYERS = 256;

    /** Most manifests in one index. */
    int MAX_MANIFESTS = 1024;

    /** The configuration and the layers of one image, lowest layer first. */
    record Single(Descriptor config, List<Descriptor> layers) implements Manifest {
        public Single {
            layers = List.copyOf(layers);
        }

        /** Bytes of the compressed layers and the configuration. */
        public long sizeBytes() {
            return config.sizeBytes()
                    + layers.stream().mapToLong(Descriptor::sizeBytes).sum();
        }
    }

    /** The same image for several platforms. */
    record Index(List<Entry> entries) implements Manifest {
        public Index {
            entries = List.copyOf(entries);
        }

        /**
         * The manifest for {@code host}: the first whose platform fits.
         *
         * @throws ImageException.NoPlatform when none fits; the message lists what there is
         */
        public Descriptor choose(Platform host) {
            return entries.stream()
                    .filter(entry -> entry.platform().runsOn(host))
                    .findFirst()
                    .map(Entry::manifest)
                    .orElseThrow(() ->
                            new ImageException.NoPlatform("no manifest for platform '" + host + "' (the image has: "
                                    + String.join(
                                            ", ",
                                            entries.stream()
                                                    .map(e -> e.platform().toString())
                                                    .distinct()
                                                    .limit(20)
                                                    .toList())
                                    + ")"));
        }
    }

    /** One line of an index. */
    record Entry(Descriptor manifest, Platform platform) {}

    /**
     * Reads a manifest or index. What it is decides its content, or the media type in it; {@code contentType} is only asked when neither
     * says so.
     *
     * @throws ImageException.BadDocument when it is no such document, or has more than {@link #MAX_LAYERS} layers or
     *     {@link #MAX_MANIFESTS} manifests
     */
    static Manifest parse(byte[] json, String contentType) {
        return ManifestJson.read(json, contentType);
    }
}
