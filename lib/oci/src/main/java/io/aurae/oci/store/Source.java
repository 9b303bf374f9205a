// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.archive.ImageArchive;
import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.ServedManifest;
import io.aurae.oci.registry.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Where the documents and layers of an image come from. What it gives has the digest that was asked for. */
sealed interface Source {
    /** The manifest or index that stands for the image. */
    ServedManifest manifest() throws IOException, InterruptedException;

    ServedManifest manifest(Digest digest) throws IOException, InterruptedException;

    /** Makes {@code file} hold this content. */
    void blob(Descriptor blob, Path file, LongConsumer progress) throws IOException, InterruptedException;

    /** A repository at a registry. */
    record Registry(Repository repository) implements Source {
        @Override
        public ServedManifest manifest() throws InterruptedException {
            return repository.manifest();
        }

        @Override
        public ServedManifest manifest(Digest digest) throws InterruptedException {
            return repository.manifest(digest);
        }

        @Override
        public void blob(Descriptor blob, Path file, LongConsumer progress) throws IOException, InterruptedException {
            repository.blob(blob, file, progress);
        }
    }

    /** An archive that lies on the file system of the store. */
    record Archive(ImageArchive archive, ServedManifest manifest) implements Source {
        @Override
        public ServedManifest manifest(Digest digest) throws IOException {
            return archive.manifest(digest);
        }

        @Override
        public void blob(Descriptor blob, Path file, LongConsumer progress) throws IOException {
            Files.deleteIfExists(file);
            Files.createLink(file, archive.blob(blob));
            progress.accept(blob.sizeBytes());
        }
    }
}
