// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.oci.registry.RegistryClient;
import io.aurae.oci.registry.RegistryConfig;
import io.aurae.testing.FakeLinux;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestRegistry;
import io.aurae.testing.TestTar;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ImageStoreCrashTest {
    private static final int LAYERS = 4;
    private static final int FILES = 200;

    @TempDir
    Path directory;

    private static TestImage image(String tag) {
        byte[][] layers = IntStream.range(0, LAYERS)
                .mapToObj(layer -> {
                    TestTar tar = new TestTar();
                    IntStream.range(0, FILES).forEach(file -> tar.file("f" + file, tag + layer));
                    return tar.gzip();
                })
                .toArray(byte[][]::new);
        return TestImage.of(layers);
    }

    /** Whenever the process is killed: what is listed then is whole, and nothing else is left. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aKilledPullOrRemovalLeavesWholeImagesAndNothingElse(long seed) throws Exception {
        try (TestRegistry registry = TestRegistry.start();
                RegistryClient client = new RegistryClient(RegistryConfig.direct())) {
            registry.put("app", "v1", image("one"));
            registry.put("app", "v2", image("two"));
            Path root = directory.resolve("store");
            killWhilePulling(registry, root, new Random(seed).nextInt(300));
            try (ImageStore store = ImageStore.open(PullLoop.config(root), client, new FakeLinux())) {
                int layers = 0;
                for (Image image : store.list()) {
                    assertThat(image.layers()).hasSize(LAYERS);
                    Snapshot snapshot = store.snapshots()
                            .prepare(
                                    image.id(),
                                    directory.resolve(image.id().hex().substring(0, 12)));
                    for (String name : snapshot.layers()) {
                        assertThat(Layout.list(root.resolve("layers").resolve(name)))
                                .hasSize(FILES);
                        layers++;
                    }
                }
                assertThat(Layout.list(root.resolve("layers"))).hasSize(layers);
                assertThat(Layout.list(root.resolve("images")))
                        .hasSize(store.list().size());
                assertThat(Layout.list(root.resolve("blobs/sha256")))
                        .hasSize((2 + LAYERS) * store.list().size());
                assertThat(root.resolve("ingest")).isEmptyDirectory();
            }
        }
    }

    private static void killWhilePulling(TestRegistry registry, Path root, int delayMillis)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullLoop.class.getName(),
                        registry.host(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("open");
            assertThat(output.readLine()).isEqualTo("pulled");
            // Any moment will do: the seed chooses one.
            Thread.sleep(delayMillis);
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
