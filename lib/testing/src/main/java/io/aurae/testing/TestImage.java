// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** An image as a registry serves it: a manifest, a configuration, and layers, each by its digest. */
public final class TestImage {
    private final Map<String, byte[]> blobs = new LinkedHashMap<>();
    private final List<String> layers = new ArrayList<>();
    private final List<String> diffIds = new ArrayList<>();
    private String platform = "\"os\":\"linux\",\"architecture\":\"amd64\"";
    private String process = "{}";

    /** An image of these layers, lowest first, each an archive compressed by gzip. */
    public static TestImage of(byte[]... gzippedLayers) {
        TestImage image = new TestImage();
        for (byte[] layer : gzippedLayers) {
            image.layer(layer, digest(unzip(layer)));
        }
        return image;
    }

    /** One more layer, which claims to have this digest when uncompressed. */
    public TestImage layer(byte[] blob, String diffId) {
        layers.add(descriptor("application/vnd.oci.image.layer.v1.tar+gzip", blob));
        diffIds.add('"' + diffId + '"');
        blobs.put(digest(blob), blob.clone());
        return this;
    }

    /** For another platform than linux/amd64. */
    public TestImage platform(String os, String architecture) {
        platform = "\"os\":\"" + os + "\",\"architecture\":\"" + architecture + "\"";
        return this;
    }

    /** What the configuration says of its process, a JSON object such as {@code {"User":"nobody"}}. */
    public TestImage process(String json) {
        process = json;
        return this;
    }

    /** The configuration. */
    public byte[] config() {
        return ("{" + platform + ",\"config\":" + process + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                        + String.join(",", diffIds) + "]}}")
                .getBytes(UTF_8);
    }

    /** The manifest. */
    public byte[] manifest() {
        return ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
                        + descriptor("application/vnd.oci.image.config.v1+json", config()) + ",\"layers\":["
                        + String.join(",", layers) + "]}")
                .getBytes(UTF_8);
    }

    /** An index of images, by their platforms. */
    public static byte[] index(TestImage... images) {
        String entries = List.of(images).stream()
                .map(image -> {
                    String descriptor = descriptor("application/vnd.oci.image.manifest.v1+json", image.manifest());
                    return descriptor.substring(0, descriptor.length() - 1) + ",\"platform\":{" + image.platform + "}}";
                })
                .collect(Collectors.joining(","));
        return ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
                        + entries + "]}")
                .getBytes(UTF_8);
    }

    /** Configuration and layers by digest. */
    public Map<String, byte[]> blobs() {
        Map<String, byte[]> all = new LinkedHashMap<>(blobs);
        all.put(digest(config()), config());
        return all;
    }

    /** The digest of the configuration. */
    public String id() {
        return digest(config());
    }

    /** {@code sha256:} and the digits. */
    public static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String descriptor(String type, byte[] content) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest(content) + "\",\"size\":" + content.length
                + "}";
    }

    private static byte[] unzip(byte[] gzip) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
