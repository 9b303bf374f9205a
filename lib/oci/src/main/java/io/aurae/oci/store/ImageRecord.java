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
 * @param blobs digests of the layers as they were fetched, lowest first
 */
record ImageRecord(
        String id,
        List<String> tags,
        List<String> digests,
        List<String> manifests,
        List<String> layers,
        List<String> blobs,
        long sizeBytes,
        String pulledAt,
        boolean pinned) {
    /** An image, the manifests kept for it, the names of its layers' directories, and its layers as they were fetched. */
    record Entry(Image image, List<Digest> manifests, List<String> layers, List<Digest> blobs) {
        Entry with(Image changed) {
            return new Entry(changed, manifests, layers, blobs);
        }

        /** The digests of all blobs and stacks of layers that the image needs. */
        Set<Digest> needs() {
            Set<Digest> needs = new HashSet<>(manifests);
            needs.add(image.id());
            needs.addAll(image.layers());
            needs.addAll(blobs);
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
                entry.blobs().stream().map(Digest::toString).toList(),
                image.sizeBytes(),
                image.pulledAt().toString(),
                image.pinned());
        AtomicFile.write(layout.image(image.id()), Records.write(file), Durability.POWER);
    }

    static Entry read(Layout layout, Path path) throws IOException {
        ImageRecord file = Records.read(path, ImageRecord.class);
        if (Stream.of(file.id, file.tags, file.digests, file.manifests, file.layers, file.blobs, file.pulledAt)
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
                Instant.parse(file.pulledAt),
                file.pinned);
        return new Entry(
                image,
                file.manifests.stream().map(Digest::parse).toList(),
                file.layers,
                file.blobs.stream().map(Digest::parse).toList());
    }
}
