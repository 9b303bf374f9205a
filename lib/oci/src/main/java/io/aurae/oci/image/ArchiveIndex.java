// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import java.util.List;
import java.util.Map;

/**
 * The table of contents of an archive of images: {@code index.json} of an <a
 * href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI layout</a>, or {@code manifest.json} as
 * {@code docker save} writes it.
 */
public final class ArchiveIndex {
    /** Most images in one archive. */
    public static final int MAX_IMAGES = 256;

    private static final int MAX_NAMES = 256;
    private static final String NAME = "io.containerd.image.name";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private ArchiveIndex() {}

    /**
     * One line of {@code index.json}.
     *
     * @param platform with empty parts when the line says nothing of it
     * @param names what the archive calls the image, as written
     */
    public record Layout(Descriptor manifest, Platform platform, List<String> names) {
        public Layout {
            names = List.copyOf(names);
        }
    }

    /**
     * One line of {@code manifest.json}.
     *
     * @param config the name of the file in the archive
     * @param names what the archive calls the image, as written
     * @param layers the names of the files, lowest first
     */
    public record Docker(String config, List<String> names, List<String> layers) {
        public Docker {
            names = List.copyOf(names);
            layers = List.copyOf(layers);
        }
    }

    /** @throws ImageException.BadDocument when it is no such document, or has more than {@link #MAX_IMAGES} lines */
    public static List<Layout> layout(byte[] json) {
        return Json.parse("index.json of the archive", json).list("manifests", MAX_IMAGES).stream()
                .map(ArchiveIndex::line)
                .toList();
    }

    private static Layout line(Json line) {
        Json platform = line.child("platform");
        Map<String, String> annotations = line.map("annotations");
        String name = annotations.getOrDefault(NAME, "");
        String refName = annotations.getOrDefault(REF_NAME, "");
        // A bare tag names nothing without the place it was tagged at.
        boolean whole = refName.contains(":") || refName.contains("/");
        String chosen = name.isEmpty() && whole ? refName : name;
        return new Layout(
                ManifestJson.descriptor(line),
                new Platform(platform.text("os"), platform.text("architecture"), platform.text("variant")),
                chosen.isEmpty() ? List.of() : List.of(chosen));
    }

    /** @throws ImageException.BadDocument when it is no such document, or has more than {@link #MAX_IMAGES} lines */
    public static List<Docker> docker(byte[] json) {
        return Json.parseList("manifest.json of the archive", json, MAX_IMAGES).stream()
                .map(line -> new Docker(
                        line.text("Config"),
                        line.texts("RepoTags", MAX_NAMES),
                        line.texts("Layers", Manifest.MAX_LAYERS)))
                .toList();
    }
}
