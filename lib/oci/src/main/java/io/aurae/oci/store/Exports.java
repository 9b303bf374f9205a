// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.archive.LayoutWriter;
import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Reference;
import io.aurae.oci.image.ServedManifest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes images of the store as one archive, byte for byte as they were fetched. */
final class Exports {
    private final Layout layout;
    private final Catalog catalog;
    private final Content content;

    Exports(Layout layout, Catalog catalog, Content content) {
        this.layout = layout;
        this.catalog = catalog;
        this.content = content;
    }

    void run(List<String> names, OutputStream out) throws IOException {
        List<LayoutWriter.Line> lines = new ArrayList<>();
        SortedMap<Digest, Path> blobs = new TreeMap<>();
        try (Lease lease = new Lease(content)) {
            for (String name : names) {
                ImageRecord.Entry entry = catalog.entry(name)
                        .orElseThrow(() -> new StoreException.NoSuchImage(
                                "image '" + name + "' is not on this node (expected: one that it lists)"));
                entry.needs().forEach(lease::pin);
                collect(name, entry, blobs);
                lines.addAll(lines(entry));
            }
            LayoutWriter.write(out, lines.stream().distinct().toList(), blobs);
        }
    }

    private void collect(String name, ImageRecord.Entry entry, SortedMap<Digest, Path> blobs) {
        List<Digest> all = new ArrayList<>(entry.manifests());
        all.add(entry.image().id());
        all.addAll(entry.blobs());
        for (Digest digest : all) {
            if (!content.hasBlob(digest)) {
                throw new StoreException.Incomplete("image '" + name + "' lacks its content " + digest
                        + " as it was fetched (expected: all of it; pull the image again)");
            }
            blobs.put(digest, layout.blob(digest));
        }
    }

    /** A line for each tag, with the manifest that was last fetched from the tag's repository; one without a name for an image without. */
    private List<LayoutWriter.Line> lines(ImageRecord.Entry entry) throws IOException {
        List<LayoutWriter.Line> lines = new ArrayList<>();
        for (String tag : entry.image().tags()) {
            lines.add(new LayoutWriter.Line(manifest(top(entry, Reference.parse(tag))), Optional.of(tag)));
        }
        if (lines.isEmpty()) {
            lines.add(new LayoutWriter.Line(manifest(entry.manifests().getFirst()), Optional.empty()));
        }
        return lines;
    }

    private static Digest top(ImageRecord.Entry entry, Reference tag) {
        return entry.manifests().reversed().stream()
                .filter(digest -> entry.image().digests().contains(tag.pinned(digest)))
                .findFirst()
                .orElseGet(() -> entry.manifests().getFirst());
    }

    private Descriptor manifest(Digest digest) throws IOException {
        ServedManifest manifest = ServedManifest.of(Files.readAllBytes(layout.blob(digest)), "");
        return new Descriptor(manifest.mediaType(), digest, manifest.content().length);
    }
}
