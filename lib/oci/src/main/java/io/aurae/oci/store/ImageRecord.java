// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.AtomicFile;
import io.aurae.base.Durability;
import io.aurae.oci.image.ChainId;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.ImageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the file of an image holds. What it was made for is in the configuration, which is kept as a blob.
 *
 * @param manifests digests of the manifests and indexes through which it was pulled
 * @param layers the names of its layers' directories, lowest first
 */
record ImageRecord(
        String id,
        List<String> tags,
        List<String> digests,
        List<String> manifests,
        List<String> layers,
        long sizeBytes,
        String pulledAt) {
    /** An image, the manifests kept for it, and the names of its layers' directories. */
    record Entry(Image image, List<Digest> manifests, List<String> layers) {
        /** The digests of all blobs and stacks of layers that the image needs. */
        Set<Digest> needs() {
            Set<Digest> needs = new HashSet<>(manifests);
            needs.add(image.id());
            needs.addAll(image.layers());
            return needs;
        }
    }

    static void write(Layout layout, Entry entry) throws IOException {
        Image image = entry.image();
        ImageRecord file = new ImageRecord(
                image.id().toString(),
                image.tags(),
                image.digests(),
                entry.manifests().stream().map(Digest::toString).toList(),
                entry.layers(),
                image.sizeBytes(),
                image.pulledAt().toString());
        AtomicFile.write(layout.image(image.id()), Records.write(file), Durability.POWER);
    }

    static Entry read(Layout layout, Path path) throws IOException {
        ImageRecord file = Records.read(path, ImageRecord.class);
        if (Stream.of(file.id, file.tags, file.digests, file.manifests, file.layers, file.pulledAt)
                .anyMatch(Objects::isNull)) {
            throw new StoreException.Broken(
                    "file '" + path + "' lacks a field (expected: all that this store writes)", null);
        }
        Digest id = Digest.parse(file.id);
        ImageConfig config = ImageConfig.parse(Files.readAllBytes(layout.blob(id)));
        Image image = new Image(
                id,
                file.tags,
                file.digests,
                file.sizeBytes,
                config,
                ChainId.of(config.diffIds()),
                Instant.parse(file.pulledAt));
        return new Entry(image, file.manifests.stream().map(Digest::parse).toList(), file.layers);
    }
}
