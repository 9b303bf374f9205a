// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aurae.oci.image.ArchiveIndex;
import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.MediaType;
import io.aurae.oci.image.Platform;
import io.aurae.oci.image.ServedManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An archive of images, taken apart into a directory. Its content is found by the digest it has, whatever its name says. */
public final class ImageArchive {
    /** Most bytes of a document in an archive. */
    private static final long MAX_DOCUMENT_BYTES = 4 << 20;

    private static final Platform UNSAID = new Platform("", "", "");

    private final Spool spool;

    private ImageArchive(Spool spool) {
        this.spool = spool;
    }

    /**
     * Reads a whole archive, tar by itself or compressed by gzip or zstd.
     *
     * @param directory exists and is empty; the caller deletes it when he is done, after a failure too
     * @param mostBytes most bytes of the uncompressed archive
     * @throws io.aurae.oci.layer.LayerException.Refused when it is damaged or too big
     * @throws IOException when the stream fails or the directory cannot be written
     */
    public static ImageArchive read(InputStream in, Path directory, long mostBytes) throws IOException {
        return new ImageArchive(Spool.read(in, directory, mostBytes));
    }

    /**
     * The images in it. Of a layout that says for which platform each is, those that run on {@code host}, unless none does.
     *
     * @throws ArchiveException.Refused when there is no table of contents, or it names what is not there
     * @throws io.aurae.oci.image.ImageException.BadDocument when a document is unacceptable
     */
    public List<ArchivedImage> images(Platform host) throws IOException {
        Optional<Spool.Stored> layout = spool.file("index.json");
        if (layout.isPresent()) {
            return layout(ArchiveIndex.layout(document("index.json", layout.get())), host);
        }
        Spool.Stored docker = spool.file("manifest.json")
                .orElseThrow(
                        () -> new ArchiveException.Refused(
                                "it has neither index.json nor manifest.json (expected: an OCI layout, or what docker save writes)"));
        return docker(ArchiveIndex.docker(document("manifest.json", docker)));
    }

    private List<ArchivedImage> layout(List<ArchiveIndex.Layout> lines, Platform host) throws IOException {
        List<ArchiveIndex.Layout> fitting = lines.stream()
                .filter(line ->
                        line.platform().equals(UNSAID) || line.platform().runsOn(host))
                .toList();
        List<ArchivedImage> images = new ArrayList<>();
        for (ArchiveIndex.Layout line : fitting.isEmpty() ? lines : fitting) {
            images.add(new ArchivedImage(manifest(line.manifest().digest()), line.names()));
        }
        return images;
    }

    private List<ArchivedImage> docker(List<ArchiveIndex.Docker> lines) {
        return lines.stream()
                .map(line -> new ArchivedImage(ServedManifest.of(manifest(line), MediaType.OCI_MANIFEST), line.names()))
                .toList();
    }

    /** What docker save leaves out: the manifest that a registry would serve for these files. */
    private byte[] manifest(ArchiveIndex.Docker line) {
        String config = descriptor(MediaType.OCI_CONFIG, named(line.config()));
        String layers = line.layers().stream()
                .map(this::named)
                .map(layer -> descriptor(layerType(layer), layer))
                .collect(Collectors.joining(","));
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":" + config
                        + ",\"layers\":[" + layers + "]}")
                .getBytes(UTF_8);
    }

    private static String layerType(Spool.Stored layer) {
        if (layer.startsWith(0x1f, 0x8b)) {
            return MediaType.OCI_LAYER + "+gzip";
        }
        return layer.startsWith(0x28, 0xb5, 0x2f, 0xfd) ? MediaType.OCI_LAYER + "+zstd" : MediaType.OCI_LAYER;
    }

    private static String descriptor(String type, Spool.Stored file) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + file.digest() + "\",\"size\":" + file.sizeBytes()
                + "}";
    }

    private Spool.Stored named(String name) {
        return spool.file(name)
                .orElseThrow(() -> new ArchiveException.Refused(
                        "manifest.json names '" + name + "', which is not there (expected: a file of the archive)"));
    }

    /**
     * The manifest or index with this digest.
     *
     * @throws ArchiveException.Refused when it is not there
     * @throws io.aurae.oci.image.ImageException.BadDocument when it is no manifest
     */
    public ServedManifest manifest(Digest digest) throws IOException {
        return ServedManifest.of(document("manifest " + digest, found(digest)), "");
    }

    private static byte[] document(String subject, Spool.Stored file) throws IOException {
        if (file.sizeBytes() > MAX_DOCUMENT_BYTES) {
            throw new ArchiveException.Refused(
                    subject + " has " + file.sizeBytes() + " bytes (expected: at most " + MAX_DOCUMENT_BYTES + ")");
        }
        return Files.readAllBytes(file.path());
    }

    /**
     * The file with this content; it must not be changed.
     *
     * @throws ArchiveException.Refused when it is not there, or has another size than the descriptor says
     */
    public Path blob(Descriptor blob) {
        Spool.Stored file = found(blob.digest());
        if (file.sizeBytes() != blob.sizeBytes()) {
            throw new ArchiveException.Refused("content " + blob.digest() + " has " + file.sizeBytes()
                    + " bytes (expected: " + blob.sizeBytes() + ", as its manifest says)");
        }
        return file.path();
    }

    private Spool.Stored found(Digest digest) {
        return spool.file(digest).orElseThrow(() -> absent(digest));
    }

    private ArchiveException absent(Digest digest) {
        return spool.file("blobs/sha256/" + digest.hex())
                .map(file -> new ArchiveException.Refused(
                        "content " + digest + " has digest '" + file.digest() + "' (expected: that of its name)"))
                .orElseGet(() -> new ArchiveException.Refused(
                        "content " + digest + " is not in it (expected: all that its" + " manifests name)"));
    }
}
