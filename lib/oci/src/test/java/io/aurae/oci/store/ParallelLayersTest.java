// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.oci.layer.LayerException;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Layers are unpacked side by side, and come out as if they had been one after the other. */
@Timeout(120)
class ParallelLayersTest {
    private static final int LAYERS = 12;

    @TempDir
    Path directory;

    private StoreFixture store;

    @BeforeEach
    void start() {
        store = new StoreFixture(directory);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    /** The lowest takes the longest to come and to unpack, and those above it need to know its directories. */
    private static List<byte[]> layers() {
        byte[] big = new byte[8 << 20];
        new Random(5).nextBytes(big);
        List<byte[]> layers = new ArrayList<>();
        layers.add(new TestTar()
                .entry('0', "big", "", 0644, big)
                .entry('5', "d/", "", 0750, new byte[0])
                .symbolicLink("link", "d")
                .gzip());
        for (int i = 1; i < LAYERS; i++) {
            layers.add(new TestTar()
                    .file("d/f" + i, "layer " + i)
                    .file("link/l" + i, "")
                    .gzip());
        }
        return layers;
    }

    private Path layer(Snapshot snapshot, int index) {
        return store.layers().resolve(snapshot.layers().reversed().get(index));
    }

    @Test
    void whatALayerLeavesOutIsAsTheLayersBelowHaveIt() throws Exception {
        store.registry().put("app", "v1", TestImage.of(layers().toArray(byte[][]::new)));
        Image image = store.pull("app:v1");
        Snapshot snapshot = store.store().snapshots().prepare(image.id(), directory.resolve("snapshot"));
        assertThat(snapshot.layers()).hasSize(LAYERS);
        assertThat(layer(snapshot, 0).resolve("big")).exists();
        for (int i = 1; i < LAYERS; i++) {
            Path layer = layer(snapshot, i);
            assertThat(layer.resolve("d/f" + i)).hasContent("layer " + i);
            assertThat(layer.resolve("d/l" + i)).as("by the link of the lowest").exists();
            assertThat(layer.resolve("link")).doesNotExist();
            assertThat(mode(layer.resolve("d"))).isEqualTo("rwxr-x---");
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void oneThatIsRefusedEndsThePullAndNothingIsLeft() {
        for (int bad : new int[] {0, LAYERS / 2, LAYERS - 1}) {
            List<byte[]> layers = layers();
            layers.set(bad, new TestTar().file("../out", "").gzip());
            store.registry().put("app", "v" + bad, TestImage.of(layers.toArray(byte[][]::new)));
            assertThatThrownBy(() -> store.pull("app:v" + bad))
                    .isInstanceOf(LayerException.class)
                    .hasMessageContaining(TestImage.digest(layers.get(bad)));
            store.assertEmpty();
        }
    }

    @Test
    void imagesThatShareLayersArePulledAtTheSameTime() throws Exception {
        List<byte[]> layers = layers();
        List<Thread> pulls = new ArrayList<>();
        for (int size = LAYERS - 3; size <= LAYERS; size++) {
            String tag = "v" + size;
            store.registry()
                    .put("app", tag, TestImage.of(layers.subList(0, size).toArray(byte[][]::new)));
            pulls.add(Thread.ofVirtual().start(() -> {
                try {
                    store.pull("app:" + tag);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread pull : pulls) {
            pull.join();
        }
        assertThat(store.store().list()).hasSize(4);
        assertThat(store.layerCount()).isEqualTo(LAYERS);
    }
}
