// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;

/**
 * Looks whether what a record names is there: documents by their digests, layers by their directories, compressed layers by their sizes.
 * The content of layers is not read: that would take minutes.
 */
final class Inspection {
    private final Layout layout;
    private final Quarantine quarantine;

    Inspection(Layout layout, Quarantine quarantine) {
        this.layout = layout;
        this.quarantine = quarantine;
    }

    /**
     * What the record says, all of it there. A compressed layer that is cut short is set aside by itself: the image runs without.
     *
     * @throws StoreException.Broken when the image is not to be used
     */
    ImageRecord.Entry read(Path file) throws IOException {
        try {
            ImageRecord.Entry entry = ImageRecord.read(layout, file);
            if (!layout.image(entry.image().id()).equals(file)) {
                throw broken("it is the record of image '" + entry.image().id() + "'");
            }
            checkDocument(entry.image().id());
            checkLayers(entry);
            for (Digest digest : entry.manifests()) {
                checkDocument(digest);
                checkSizes(digest);
            }
            return entry;
        } catch (DateTimeException | IllegalArgumentException | IOException e) {
            throw new StoreException.Broken("something it names cannot be read: " + e.getMessage(), e);
        }
    }

    private void checkDocument(Digest digest) throws IOException {
        Digest found = Digest.of(Files.readAllBytes(layout.blob(digest)));
        if (!found.equals(digest)) {
            throw broken("its document " + digest + " has digest '" + found + "'");
        }
    }

    private void checkLayers(ImageRecord.Entry entry) throws IOException {
        if (entry.layers().size() != entry.image().layers().size()) {
            throw broken("it has " + entry.layers().size() + " layers (expected: "
                    + entry.image().layers().size() + ")");
        }
        for (String name : entry.layers()) {
            if (!Files.isDirectory(layout.layers().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw broken("its layer '" + name + "' is not there");
            }
        }
    }

    private void checkSizes(Digest manifest) throws IOException {
        if (Manifest.parse(Files.readAllBytes(layout.blob(manifest)), "") instanceof Manifest.Single single) {
            for (Descriptor layer : single.layers()) {
                Path blob = layout.blob(layer.digest());
                if (Files.exists(blob) && Files.size(blob) != layer.sizeBytes()) {
                    quarantine.setAside(
                            blob,
                            "compressed layer",
                            "it has " + Files.size(blob) + " bytes (expected: " + layer.sizeBytes()
                                    + "; pulling its image again fetches it)");
                }
            }
        }
    }

    private static StoreException broken(String why) {
        return new StoreException.Broken(why, null);
    }
}
