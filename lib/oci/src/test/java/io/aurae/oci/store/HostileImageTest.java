// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.AuraeException;
import io.aurae.base.Bytes;
import io.aurae.base.FaultCode;
import io.aurae.oci.image.ImageConfig;
import io.aurae.oci.image.Manifest;
import io.aurae.oci.image.Platform;
import io.aurae.oci.layer.LayerLimits;
import io.aurae.oci.registry.Repository;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestTar;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that claim what they are not: refused before they cost anything, and nothing is left. */
@Timeout(60)
class HostileImageTest {
    private static final byte[] LAYER = new TestTar().file("f", "content").gzip();
    private static final long SPARSE_BYTES = 10L << 30;

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

    private void assertRefused(String why) {
        assertThatThrownBy(() -> store.pull("app:v1"))
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION))
                .hasMessageContaining(why);
        store.assertEmpty();
    }

    private void put(TestImage image, String pattern, String replacement) {
        String manifest = new String(image.manifest(), UTF_8);
        String changed = manifest.replaceFirst(pattern, replacement);
        assertThat(changed).isNotEqualTo(manifest);
        store.registry().put("app", "v1", image);
        store.registry().putManifest("app", "v1", changed.getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "1, is longer than its manifest says",
        "4611686018427387904, ends after",
        "-1, size",
        "99999999999999999999, size"
    })
    void aLayerThatLiesAboutItsSizeIsRefused(String size, String why) {
        put(TestImage.of(LAYER), "\"size\":" + LAYER.length, "\"size\":" + size);
        assertRefused(why);
    }

    @Test
    void aManifestThatIsTooBigIsRefused() {
        byte[] manifest = " ".repeat(Repository.MAX_MANIFEST_BYTES + 1).getBytes(UTF_8);
        store.registry().putManifest("app", "v1", manifest);
        assertRefused("is too big (expected: at most " + Repository.MAX_MANIFEST_BYTES + " bytes)");
    }

    @Test
    void aConfigurationThatIsTooBigIsNotFetched() {
        TestImage image = TestImage.of(LAYER);
        int length = image.config().length;
        put(image, "\"size\":" + length, "\"size\":" + (ImageConfig.MAX_BYTES + 1));
        assertRefused("its configuration has " + (ImageConfig.MAX_BYTES + 1) + " bytes");
        assertThat(store.registry().requests()).noneMatch(request -> request.contains("/blobs/"));
    }

    @Test
    void tooManyLayersAreNotFetched() {
        byte[][] layers = Collections.nCopies(Manifest.MAX_LAYERS + 1, LAYER).toArray(byte[][]::new);
        store.registry().put("app", "v1", TestImage.of(layers));
        assertRefused("at most " + Manifest.MAX_LAYERS);
        assertThat(store.registry().requests()).noneMatch(request -> request.contains("/blobs/"));
    }

    @Test
    void aFileOfHolesIsBoundedByTheLimitAndTakesNoDiskBelowIt() throws Exception {
        byte[] sparse = new TestTar()
                .pax("GNU.sparse.map", "0,4")
                .pax("GNU.sparse.size", Long.toString(SPARSE_BYTES))
                .file("holes", "data")
                .gzip();
        store.registry().put("app", "v1", TestImage.of(sparse));
        reopen(new Bytes(SPARSE_BYTES - 1));
        assertRefused("'holes' has " + SPARSE_BYTES + " bytes");
        reopen(new Bytes(SPARSE_BYTES));
        Image image = store.pull("app:v1");
        Snapshot snapshot = store.store().snapshots().prepare(image.id(), directory.resolve("snapshot"));
        Path file = store.layers().resolve(snapshot.layers().getFirst()).resolve("holes");
        assertThat(file).hasSize(SPARSE_BYTES);
        assertThat(store.store().usage().total().bytes()).isLessThan(1 << 20);
    }

    private void reopen(Bytes content) {
        LayerLimits usual = LayerLimits.DEFAULT;
        LayerLimits limits =
                new LayerLimits(usual.entries(), content, usual.pathBytes(), usual.ratio(), usual.devices());
        store.reopen(new ImageStore.Config(store.root(), new Platform("linux", "amd64", ""), limits));
    }
}
