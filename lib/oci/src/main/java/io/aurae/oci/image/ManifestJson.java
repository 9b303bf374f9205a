// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import java.util.List;

/** Reads manifests and indexes from their JSON. */
final class ManifestJson {
    private static final Platform UNKNOWN = new Platform("unknown", "unknown", "");

    private ManifestJson() {}

    static Manifest read(byte[] json, String contentType) {
        Json document = Json.parse("manifest", json);
        if (document.text("mediaType").isEmpty() && document.has("fsLayers")) {
            throw new ImageException.BadDocument(
                    "manifest is of Docker's schema 1 (expected: schema 2 or an OCI manifest)");
        }
        boolean manifests = document.has("manifests");
        boolean config = document.has("config");
        if (manifests && config) {
            throw new ImageException.BadDocument("manifest has both 'manifests' and 'config' (expected: one of them)");
        }
        if (manifests) {
            return index(document);
        }
        if (config) {
            return single(document);
        }
        throw new ImageException.BadDocument(
                "manifest of type '" + contentType + "' has neither 'manifests' nor 'config' (expected: one of them)");
    }

    private static Manifest.Index index(Json document) {
        List<Json> entries = document.list("manifests", Manifest.MAX_MANIFESTS);
        return new Manifest.Index(entries.stream()
                .map(entry -> new Manifest.Entry(descriptor(entry), platform(entry)))
                .toList());
    }

    private static Manifest.Single single(Json document) {
        List<Json> layers = document.list("layers", Manifest.MAX_LAYERS);
        return new Manifest.Single(
                descriptor(document.child("config")),
                layers.stream().map(ManifestJson::descriptor).toList());
    }

    static Descriptor descriptor(Json json) {
        return new Descriptor(json.text("mediaType"), json.digest("digest"), json.number("size"));
    }

    private static Platform platform(Json entry) {
        if (!entry.has("platform")) {
            return UNKNOWN;
        }
        Json platform = entry.child("platform");
        return new Platform(platform.text("os"), platform.text("architecture"), platform.text("variant"));
    }
}
