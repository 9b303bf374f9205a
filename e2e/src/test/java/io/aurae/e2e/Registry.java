// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A registry on this machine that holds {@code library/nginx}, {@code library/busybox} and what tests push.
 *
 * @param address {@code host:port}, plain http
 * @param content where it keeps its blobs
 */
public record Registry(String address, Path content) {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    /** Starts one for as long as the test runs; the images are made once and kept. */
    public static Registry start(LeakCheck leaks) {
        String script = Project.file("e2e/images/registry.sh").toString();
        Path directory = leaks.directory().resolve("registry");
        leaks.atEnd(
                "stop the registry",
                () -> Command.of(script, "stop", directory.toString()).orFail());
        String address = listen(script, directory);
        Path images = Project.file("e2e/target/images");
        Command.of(Project.file("e2e/images/make-images.sh").toString(), images.toString(), address)
                .orFail();
        return new Registry(address, directory.resolve("content"));
    }

    private static String listen(String script, Path directory) {
        try {
            int port = Http.freePort();
            Command.of(script, "start", directory.toString(), Integer.toString(port))
                    .orFail();
            return "127.0.0.1:" + port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The digest to which the tag leads. */
    public String digest(String repository, String tag) {
        return sha256(manifest(repository, tag).getBytes(UTF_8));
    }

    /** What the tag leads to, as it is served. */
    public String manifest(String repository, String tag) {
        HttpRequest request = HttpRequest.newBuilder(uri("/v2/" + repository + "/manifests/" + tag))
                .header("Accept", INDEX)
                .header("Accept", MANIFEST)
                .build();
        return send(request, 200).body();
    }

    /** The file in which it keeps a blob. */
    public Path blob(String digest) {
        String hex = digest.substring("sha256:".length());
        return content.resolve("docker/registry/v2/blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data");
    }

    /** Gives it an image of one layer, an uncompressed archive, under the tag {@code latest}; answers the layer's digest. */
    public String push(String repository, byte[] layer) {
        String layerDigest = upload(repository, layer);
        byte[] config = """
                {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["true"]},
                 "rootfs": {"type": "layers", "diff_ids": ["%s"]}}
                """.formatted(layerDigest).getBytes(UTF_8);
        String manifest = """
                {"schemaVersion": 2, "mediaType": "%s",
                 "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "%s", "size": %d},
                 "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "%s", "size": %d}]}
                """.formatted(MANIFEST, upload(repository, config), config.length, layerDigest, layer.length);
        send(
                HttpRequest.newBuilder(uri("/v2/" + repository + "/manifests/latest"))
                        .header("Content-Type", MANIFEST)
                        .PUT(BodyPublishers.ofString(manifest))
                        .build(),
                201);
        return layerDigest;
    }

    private String upload(String repository, byte[] blob) {
        HttpRequest begin = HttpRequest.newBuilder(uri("/v2/" + repository + "/blobs/uploads/"))
                .POST(BodyPublishers.noBody())
                .build();
        String location = send(begin, 202).headers().firstValue("Location").orElseThrow();
        String digest = sha256(blob);
        HttpRequest end = HttpRequest.newBuilder(URI.create(location + "&digest=" + digest))
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(blob))
                .build();
        send(end, 201);
        return digest;
    }

    private URI uri(String path) {
        return URI.create("http://" + address + path);
    }

    private static HttpResponse<String> send(HttpRequest request, int expected) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode())
                    .as("%s: %s", request, response.body())
                    .isEqualTo(expected);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(request.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(request + " was interrupted", e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has it", e);
        }
    }
}
