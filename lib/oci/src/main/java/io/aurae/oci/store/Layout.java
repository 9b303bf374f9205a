// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Where the store keeps what.
 *
 * <pre>
 * images/HEX.json         an image, by its id; written last, so that all it names is on the disk
 * blobs/sha256/HEX        manifests, configurations, and layers as they were fetched
 * layers/NAME/            an unpacked layer; the images that have it say which one it is
 * damaged/                what was set aside when the store opened, for people to look at
 * lock                    held by the process that has the store open
 * ingest/                 what is being unpacked or deleted; emptied when the store opens
 * partial/HEX             a blob that is being fetched, by the digest that the whole must have; what a killed process left is continued
 * </pre>
 */
record Layout(Path root) {
    static Layout create(Path root) throws IOException {
        Layout layout = new Layout(root.toAbsolutePath().normalize());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        for (Path directory : List.of(
                layout.root,
                layout.images(),
                layout.blobs(),
                layout.layers(),
                layout.ingest(),
                layout.partials(),
                layout.damaged())) {
            Files.createDirectories(directory, ownerOnly);
        }
        return layout;
    }

    Path images() {
        return root.resolve("images");
    }

    Path blobs() {
        return root.resolve("blobs/sha256");
    }

    Path layers() {
        return root.resolve("layers");
    }

    Path ingest() {
        return root.resolve("ingest");
    }

    Path partials() {
        return root.resolve("partial");
    }

    Path partial(Digest digest) {
        return partials().resolve(digest.hex());
    }

    Path damaged() {
        return root.resolve("damaged");
    }

    Path image(Digest id) {
        return images().resolve(id.hex() + ".json");
    }

    Path blob(Digest digest) {
        return blobs().resolve(digest.hex());
    }

    /** A path in {@code ingest} that nobody uses. */
    Path fresh() {
        return ingest().resolve(Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36));
    }

    static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
