// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.testing.TestImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The distribution's own registry on a loopback port, filled by skopeo: nothing of it is ours. */
final class DebianRegistry implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final Process process;

    private DebianRegistry(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    static boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/bin/docker-registry"))
                && Files.isExecutable(Path.of("/usr/bin/skopeo"));
    }

    static DebianRegistry start(Path directory) throws IOException {
        int port = freePort();
        Path config = directory.resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"}
                """.formatted(directory.resolve("registry"), port));
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("registry.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(20)).until(() -> accepts(port));
        return new DebianRegistry(directory, port, process);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    /** Pushes an image as {@code repository:tag}. */
    void push(TestImage image, String repository, String tag) throws IOException, InterruptedException {
        Path layout = Files.createDirectories(directory.resolve("push"));
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        for (Map.Entry<String, byte[]> blob : image.blobs().entrySet()) {
            Files.write(blobs.resolve(blob.getKey().substring("sha256:".length())), blob.getValue());
        }
        byte[] manifest = image.manifest();
        Files.write(blobs.resolve(TestImage.digest(manifest).substring("sha256:".length())), manifest);
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(
                layout.resolve("index.json"),
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                        + TestImage.digest(manifest) + "\",\"size\":" + manifest.length + "}]}");
        run(
                directory,
                "skopeo",
                "--insecure-policy",
                "copy",
                "--quiet",
                "--dest-tls-verify=false",
                "oci:" + layout,
                "docker://" + host() + "/" + repository + ":" + tag);
    }

    /** Runs a program to its end, which must be a good one. */
    static void run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        await().until(() -> !process.isAlive());
    }
}
