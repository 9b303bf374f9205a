// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.oci.layer.DiskUse;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestTar;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UsageTest {
    private static final byte[] BASE = new TestTar()
            .directory("bin")
            .file("bin/busybox", "b".repeat(50_000))
            .hardLink("bin/sh", "bin/busybox")
            .symbolicLink("bin/ash", "busybox")
            .gzip();
    private static final byte[] TOP =
            new TestTar().file("app", "a".repeat(9_000)).gzip();

    @TempDir
    Path directory;

    private StoreFixture store;

    @BeforeEach
    void start() throws Exception {
        store = new StoreFixture(directory);
        store.registry().put("base", "v1", TestImage.of(BASE));
        store.registry().put("app", "v1", TestImage.of(BASE, TOP));
        store.pull("base:v1");
        store.pull("app:v1");
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private static long du(String option, Path path) throws Exception {
        Process du = new ProcessBuilder("du", "-s", option, path.toString()).start();
        return Long.parseLong(new String(du.getInputStream().readAllBytes(), UTF_8).split("\t")[0]);
    }

    private static void assertAsDu(DiskUse use, Path path) throws Exception {
        assertThat(use.bytes()).isEqualTo(du("--block-size=1", path));
        assertThat(use.inodes()).isEqualTo(du("--inodes", path));
    }

    @Test
    void theStoreTakesWhatDuSays() throws Exception {
        StoreUse use = store.store().usage();
        assertAsDu(use.total(), store.root());
        assertAsDu(use.blobs(), store.root().resolve("blobs/sha256"));
        assertThat(store.store().usage()).isEqualTo(use);
        store.remove("app:v1");
        assertAsDu(store.store().usage().total(), store.root());
    }

    @Test
    void whatAnImageHasForItselfGoesWithIt() throws Exception {
        StoreUse before = store.store().usage();
        StoreUse.OfImage app = before.images().stream()
                .filter(use -> use.image().label().contains("app"))
                .findFirst()
                .orElseThrow();
        assertThat(app.shared().bytes()).isGreaterThan(50_000);
        store.remove("app:v1");
        StoreUse after = store.store().usage();
        assertThat(before.total().inodes() - after.total().inodes())
                .isEqualTo(app.unique().inodes());
        assertThat(after.images().getFirst().shared()).isEqualTo(DiskUse.NONE);
    }
}
