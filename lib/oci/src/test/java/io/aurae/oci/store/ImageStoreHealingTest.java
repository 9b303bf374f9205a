// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.oci.image.Digest;
import io.aurae.oci.layer.Trees;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ImageStoreHealingTest {
    private static final byte[] BASE = new TestTar().file("os", "base").gzip();
    private static final byte[] TOP = new TestTar().file("app", "top").gzip();

    @TempDir
    Path directory;

    private StoreFixture store;
    private Image damaged;
    private Image other;

    @BeforeEach
    void start() throws Exception {
        store = new StoreFixture(directory);
        store.registry().put("app", "v1", TestImage.of(BASE, TOP));
        store.registry().put("other", "v1", TestImage.of(BASE));
        damaged = store.pull("app:v1");
        other = store.pull("other:v1");
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private Path record() {
        return store.root().resolve("images/" + damaged.id().hex() + ".json");
    }

    /** The other image is there, the damaged one is told of and gone, and a pull brings it back. */
    private void assertHeals(String name) throws Exception {
        store.reopen();
        assertThat(store.store().list()).containsExactly(other);
        assertThat(store.store().problems())
                .singleElement()
                .asString()
                .contains("'" + name + "'", "damaged", "pull the image again");
        assertThat(store.pull("app:v1").layers()).isEqualTo(damaged.layers());
        assertThat(store.layers().resolve(topLayer()).resolve("app")).hasContent("top");
        store.reopen();
        assertThat(store.store().problems()).isEmpty();
        assertThat(store.store().list()).hasSize(2);
    }

    private String topLayer() {
        Path at = directory.resolve("snapshot");
        return store.store().snapshots().prepare(damaged.id(), at).layers().getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "7", "\u0000\u0000\u0000"})
    void aDamagedRecordIsSetAsideAndAPullRepairsIt(String content) throws Exception {
        Files.writeString(record(), content);
        assertHeals(record().getFileName().toString());
    }

    @Test
    void aRecordCutAtAnyByteIsSetAside() throws Exception {
        byte[] whole = Files.readAllBytes(record());
        for (int length = 0; length < whole.length; length += 61) {
            Files.write(record(), Arrays.copyOf(whole, length));
            store.reopen();
            assertThat(store.store().list()).as("cut after %d bytes", length).containsExactly(other);
            assertThat(store.pull("app:v1").id()).isEqualTo(damaged.id());
        }
    }

    @Test
    void aRecordOfAnotherImageIsSetAside() throws Exception {
        Files.copy(store.root().resolve("images/" + other.id().hex() + ".json"), replaced(record()));
        assertHeals(record().getFileName().toString());
    }

    private static Path replaced(Path file) throws IOException {
        Files.delete(file);
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "manifest", "no config", "no manifest"})
    void aDamagedDocumentSetsItsImageAside(String what) throws Exception {
        TestImage image = TestImage.of(BASE, TOP);
        String digest = what.contains("config") ? image.id() : TestImage.digest(image.manifest());
        Path blob = store.root().resolve("blobs/sha256/" + digest.substring("sha256:".length()));
        if (what.startsWith("no ")) {
            Files.delete(blob);
        } else {
            Files.writeString(
                    blob, Files.readString(blob).replace("linux", "lynux").replace("layer.v1", "layer.v2"));
        }
        assertHeals(record().getFileName().toString());
    }

    @Test
    void aLayerThatIsGoneSetsItsImageAside() throws Exception {
        Trees.delete(store.layers().resolve(topLayer()));
        assertHeals(record().getFileName().toString());
    }

    @Test
    void aCompressedLayerThatIsCutShortIsFetchedAgainAndItsImageRunsOn() throws Exception {
        Path blob = store.root().resolve("blobs/sha256/" + Digest.of(TOP).hex());
        Files.write(blob, Arrays.copyOf(TOP, 20));
        store.reopen();
        assertThat(store.store().list()).hasSize(2).contains(damaged);
        assertThat(store.store().problems())
                .singleElement()
                .asString()
                .contains(blob.getFileName().toString());
        store.pull("app:v1");
        assertThat(blob).hasBinaryContent(TOP);
    }

    @Test
    void aCompressedLayerWithOtherBytesIsFetchedAgainBeforeItIsUsed() throws Exception {
        Path blob = store.root().resolve("blobs/sha256/" + Digest.of(BASE).hex());
        byte[] changed = BASE.clone();
        changed[20] ^= 1;
        Files.write(blob, changed);
        byte[] first = new TestTar().file("first", "x").gzip();
        store.registry().put("third", "v1", TestImage.of(first, BASE));
        assertThat(store.pull("third:v1").layers()).hasSize(2);
        assertThat(blob).hasBinaryContent(BASE);
    }

    @Test
    void aLayerThatIsMountedStaysThoughItsRecordIsLost() throws Exception {
        Path target = Files.createDirectory(directory.resolve("mounted"));
        String layer = topLayer();
        String options = "lowerdir=" + store.layers().resolve(layer) + ":/elsewhere/" + layer + "x";
        store.linux().mount("overlay", target, "overlay", Set.of(), options);
        Files.writeString(record(), "damaged");
        store.reopen();
        assertThat(store.layers().resolve(layer).resolve("app")).hasContent("top");
        assertThat(store.pull("app:v1").layers()).isEqualTo(damaged.layers());
        assertThat(store.layerCount()).isEqualTo(3);
        store.linux().unmount(target, Set.of());
        store.reopen();
        assertThat(store.layerCount()).isEqualTo(2);
    }
}
