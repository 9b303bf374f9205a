// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.archive.ArchivedImage;
import io.aurae.oci.archive.ImageArchive;
import io.aurae.oci.image.ImageException;
import io.aurae.oci.image.Reference;
import io.aurae.oci.layer.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the images of an archive into the store: all of them, or none. */
final class Imports {
    private final Pull.Parts parts;
    private final Catalog catalog;
    private final long mostBytes;

    /** @param mostBytes most bytes of an archive */
    Imports(Pull.Parts parts, Catalog catalog, long mostBytes) {
        this.parts = parts;
        this.catalog = catalog;
        this.mostBytes = mostBytes;
    }

    /** @param name what to call the one image of the archive, in place of what the archive says */
    List<Image> run(InputStream in, Optional<Reference> name, ProgressBoard board)
            throws IOException, InterruptedException {
        Path spool = Files.createDirectory(parts.layout().fresh());
        try (Lease lease = new Lease(parts.content())) {
            ImageArchive archive = ImageArchive.read(in, spool, mostBytes);
            List<ArchivedImage> images = archive.images(parts.platform());
            if (images.isEmpty() || (name.isPresent() && images.size() > 1)) {
                throw new StoreException.Refused(
                        "archive has " + images.size() + " images (expected: "
                                + (images.isEmpty() ? "at least one" : "one, when it is given a name") + ")",
                        null);
            }
            List<ImageRecord.Entry> entries = new ArrayList<>();
            for (ArchivedImage image : images) {
                Source source = new Source.Archive(archive, image.manifest());
                entries.add(new Pull(naming(image, name), source, parts, lease, board).run());
            }
            return add(entries);
        } finally {
            Trees.delete(spool);
        }
    }

    private List<Image> add(List<ImageRecord.Entry> entries) throws IOException {
        List<Image> added = new ArrayList<>();
        for (ImageRecord.Entry entry : entries) {
            added.add(catalog.add(entry));
        }
        return added;
    }

    private static Naming naming(ArchivedImage image, Optional<Reference> name) {
        List<Reference> names = name.map(List::of)
                .orElseGet(() -> image.names().stream().map(Imports::reference).toList());
        String subject = names.isEmpty()
                ? image.manifest().digest().toString()
                : names.getFirst().toString();
        return new Naming(subject, names);
    }

    private static Reference reference(String name) {
        try {
            return Reference.parse(name);
        } catch (ImageException.BadName e) {
            throw new StoreException.Refused("archive has an image of no acceptable name", e);
        }
    }
}
