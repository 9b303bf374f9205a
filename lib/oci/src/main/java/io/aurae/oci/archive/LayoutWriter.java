// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import io.aurae.oci.layer.ArchiveWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes images as one <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI layout</a> in a tar archive. */
public final class LayoutWriter {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private LayoutWriter() {}

    /**
     * One image of the layout.
     *
     * @param manifest its manifest or index
     * @param name the full reference by tag; empty for an image without one
     */
    public record Line(Descriptor manifest, Optional<String> name) {}

    /** Writes the archive: the same bytes for the same images. The stream is not closed. */
    public static void write(OutputStream out, List<Line> images, SortedMap<Digest, Path> blobs) throws IOException {
        try (ArchiveWriter archive = new ArchiveWriter(out)) {
            archive.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(UTF_8));
            archive.file("index.json", index(images));
            archive.directory("blobs/");
            archive.directory("blobs/sha256/");
            for (Map.Entry<Digest, Path> blob : blobs.entrySet()) {
                try (InputStream in = Files.newInputStream(blob.getValue())) {
                    archive.file("blobs/sha256/" + blob.getKey().hex(), in, Files.size(blob.getValue()));
                }
            }
        }
    }

    private static byte[] index(List<Line> images) {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", "application/vnd.oci.image.index.v1+json");
        index.put("manifests", images.stream().map(LayoutWriter::line).toList());
        return GSON.toJson(index).getBytes(UTF_8);
    }

    private static Map<String, Object> line(Line image) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("mediaType", image.manifest().mediaType());
        line.put("digest", image.manifest().digest().toString());
        line.put("size", image.manifest().sizeBytes());
        image.name()
                .ifPresent(name -> line.put(
                        "annotations",
                        new TreeMap<>(
                                Map.of("io.containerd.image.name", name, "org.opencontainers.image.ref.name", name))));
        return line;
    }
}
