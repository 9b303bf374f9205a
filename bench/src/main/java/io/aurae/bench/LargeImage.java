// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * An image of ten layers, 200 MB together as a registry has them, of files whose bytes are half noise and half words, so that they compress about
 * as much as programs do. The same in every run.
 */
final class LargeImage {
    /** By what name it is pulled. */
    static final String NAME = "docker.io/library/large:latest";

    private static final String REPOSITORY = "library/large";
    private static final int LAYERS = 10;
    private static final int FILES = 80;
    private static final int FILE_BYTES = 303_000;
    private static final int NOISE_BYTES = 1024;
    private static final int BLOCK_BYTES = 512;
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final HttpClient client;
    private final String registry;
    private final Random random = new Random(20);
    private final List<byte[]> words = new ArrayList<>();

    private LargeImage(HttpClient client, String registry) {
        this.client = client;
        this.registry = registry;
        for (int i = 0; i < 4000; i++) {
            words.add((Integer.toString(random.nextInt(1 << 30), 36) + " ").getBytes(US_ASCII));
        }
    }

    /** Makes it and gives it to a registry. */
    static void push(String registry) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            new LargeImage(client, registry).push();
        } catch (IOException e) {
            throw new UncheckedIOException("push " + NAME + " to " + registry, e);
        }
    }

    private void push() throws IOException, InterruptedException {
        List<String> diffIds = new ArrayList<>();
        List<String> layers = new ArrayList<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            byte[] archive = archive(layer);
            diffIds.add("\"" + digest(archive) + "\"");
            layers.add(upload("application/vnd.oci.image.layer.v1.tar+gzip", gzip(archive)));
        }
        String config = """
                {"architecture": "%s", "os": "linux", "config": {"Cmd": ["true"]},
                 "rootfs": {"type": "layers", "diff_ids": [%s]}}
                """.formatted(architecture(), String.join(",", diffIds));
        String described = upload("application/vnd.oci.image.config.v1+json", config.getBytes(US_ASCII));
        String manifest = """
                {"schemaVersion": 2, "mediaType": "%s", "config": %s, "layers": [%s]}
                """.formatted(MANIFEST, described, String.join(",", layers));
        send(request("/manifests/latest").header("Content-Type", MANIFEST).PUT(BodyPublishers.ofString(manifest)), 201);
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private byte[] archive(int layer) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream(FILES * (FILE_BYTES + 2 * BLOCK_BYTES));
        for (int file = 0; file < FILES; file++) {
            archive.write(header("usr/share/large/layer" + layer + "/file" + file));
            archive.write(content());
            archive.write(new byte[-FILE_BYTES & (BLOCK_BYTES - 1)]);
        }
        archive.write(new byte[2 * BLOCK_BYTES]);
        return archive.toByteArray();
    }

    private byte[] content() {
        byte[] content = new byte[FILE_BYTES];
        byte[] noise = new byte[NOISE_BYTES];
        int at = 0;
        while (at < content.length) {
            random.nextBytes(noise);
            at = put(content, at, noise);
            for (int end = at + NOISE_BYTES; at < Math.min(end, content.length); ) {
                at = put(content, at, words.get(random.nextInt(words.size())));
            }
        }
        return content;
    }

    private static int put(byte[] content, int at, byte[] bytes) {
        int length = Math.min(bytes.length, content.length - at);
        System.arraycopy(bytes, 0, content, at, length);
        return at + length;
    }

    /** A header of the tar archive for a file of everybody's. */
    private static byte[] header(String name) {
        byte[] header = new byte[BLOCK_BYTES];
        put(header, 0, name.getBytes(US_ASCII));
        String numbers = String.format(Locale.ROOT, "%07o\0%07o\0%07o\0%011o\0%011o\0", 0644, 0, 0, FILE_BYTES, 0);
        put(header, 100, numbers.getBytes(US_ASCII));
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = '0';
        put(header, 257, "ustar\00000".getBytes(US_ASCII));
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0", sum).getBytes(US_ASCII));
        return header;
    }

    private static byte[] gzip(byte[] archive) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed, 1 << 16)) {
            out.write(archive);
        }
        return compressed.toByteArray();
    }

    /** Answers the descriptor of what the registry has then. */
    private String upload(String mediaType, byte[] blob) throws IOException, InterruptedException {
        String digest = digest(blob);
        String location = send(request("/blobs/uploads/").POST(BodyPublishers.noBody()), 202)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String address = location + (location.contains("?") ? "&" : "?") + "digest=" + digest;
        send(
                HttpRequest.newBuilder(URI.create(registry).resolve(address))
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(blob)),
                201);
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest, blob.length);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(registry + "/v2/" + REPOSITORY + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int expected)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw BenchException.failed("the registry answers '" + answer.statusCode() + "' to " + answer.request()
                    + " (expected: " + expected + "): " + answer.body());
        }
        return answer;
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
