// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.base.FaultCode;
import io.aurae.oci.image.Digest;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestRegistry.Fault;
import io.aurae.testing.TestTar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ImageStoreTest {
    private static final byte[] BASE =
            new TestTar().directory("etc").file("etc/os", "base").gzip();
    private static final byte[] TOP = new TestTar().file("etc/app", "top").gzip();

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

    @Test
    void aPulledImageIsListedAndItsLayersAreUnpacked() throws Exception {
        TestImage image = TestImage.of(BASE, TOP).process("{\"Cmd\":[\"/app\"]}");
        store.registry().put("team/app", "v1", image);
        Image pulled = store.pull("team/app:v1");
        assertThat(pulled.id()).hasToString(image.id());
        assertThat(pulled.tags()).containsExactly(store.name("team/app:v1"));
        assertThat(pulled.digests()).containsExactly(store.name("team/app@" + TestImage.digest(image.manifest())));
        assertThat(pulled.sizeBytes()).isEqualTo(BASE.length + TOP.length + image.config().length);
        assertThat(pulled.config().process().command()).containsExactly("/app");
        assertThat(store.store().list()).containsExactly(pulled);
        Snapshot snapshot = store.store().snapshots().prepare(pulled.id(), directory.resolve("snapshot"));
        assertThat(snapshot.layers()).hasSize(2).allMatch(name -> name.length() == 12);
        assertThat(store.layers().resolve(snapshot.layers().get(0)).resolve("etc/app"))
                .hasContent("top");
        assertThat(store.layers().resolve(snapshot.layers().get(1)).resolve("etc/os"))
                .hasContent("base");
    }

    @Test
    void anImageIsFoundByReferenceDigestIdAndFirstDigits() throws Exception {
        TestImage image = TestImage.of(BASE);
        store.registry().put("team/app", "v1", image);
        Image pulled = store.pull("team/app:v1");
        String manifest = TestImage.digest(image.manifest());
        for (String name : List.of(
                store.name("team/app:v1"),
                store.name("team/app@" + manifest),
                store.name("team/app:other@" + manifest),
                manifest,
                image.id(),
                pulled.id().hex(),
                pulled.id().hex().substring(0, 12),
                pulled.id().hex().substring(0, 4),
                "sha256:" + pulled.id().hex().substring(0, 12))) {
            assertThat(store.store().find(name)).as(name).contains(pulled);
        }
        for (String name : List.of(
                store.name("team/app:v2"),
                store.name("team/app"),
                "team/app:v1",
                "0000",
                Digest.of(BASE).hex())) {
            assertThat(store.store().find(name)).as(name).isEmpty();
        }
        for (String name : List.of("", "sha256:12", "sha256:xyz0", "Nginx", "a b")) {
            assertThatExceptionOfType(StoreException.BadName.class)
                    .isThrownBy(() -> store.store().find(name));
        }
    }

    @Test
    void firstDigitsThatFitSeveralImagesAreRefused() throws Exception {
        Map<String, TestImage> seen = new HashMap<>();
        for (int i = 0; store.store().list().size() < 2; i++) {
            TestImage image = TestImage.of().process("{\"User\":\"" + i + "\"}");
            TestImage twin = seen.put(image.id().substring("sha256:".length()).substring(0, 4), image);
            if (twin != null) {
                store.registry().put("twins", "a", image);
                store.registry().put("twins", "b", twin);
                store.pull("twins:a");
                store.pull("twins:b");
            }
        }
        String digits = store.store().list().getFirst().id().hex().substring(0, 4);
        assertThatExceptionOfType(StoreException.BadName.class)
                .isThrownBy(() -> store.store().find(digits))
                .withMessage("image id '" + digits + "' fits 2 images (expected: more digits)")
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT));
    }

    @Test
    void anIndexGivesTheImageOfThisPlatformUnderItsOwnDigest() throws Exception {
        TestImage arm = TestImage.of(TOP).platform("linux", "arm64");
        TestImage amd = TestImage.of(BASE);
        store.registry().put("multi", "arm", arm);
        store.registry().put("multi", "amd", amd);
        byte[] index = TestImage.index(arm, amd);
        store.registry().putManifest("multi", "v1", index);
        Image pulled = store.pull("multi:v1");
        assertThat(pulled.id()).hasToString(amd.id());
        assertThat(pulled.digests()).containsExactly(store.name("multi@" + TestImage.digest(index)));
        assertThat(store.pull("multi@" + TestImage.digest(index)).tags()).containsExactly(store.name("multi:v1"));
        assertThatExceptionOfType(StoreException.Refused.class)
                .isThrownBy(() -> store.pull("multi:arm"))
                .withMessage("image '" + store.name("multi:arm")
                        + "' is refused: it is made for platform 'linux/arm64' (expected: linux/amd64)");
    }

    @Test
    void pullingAgainAsksOnlyForTheManifest() throws Exception {
        store.registry().put("app", "v1", TestImage.of(BASE, TOP));
        Image first = store.pull("app:v1");
        int requests = store.registry().requests().size();
        Image second = store.pull("app:v1");
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(store.registry()
                        .requests()
                        .subList(requests, store.registry().requests().size()))
                .containsExactly("GET /v2/app/manifests/v1");
    }

    @Test
    void manyCallersShareOneDownload() throws Exception {
        store.registry().put("app", "v1", TestImage.of(BASE, TOP));
        store.registry().fail("v1", new Fault.Status(503, 1));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Image>> pulls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pulls.add(callers.submit(() -> store.pull("app:v1")));
            }
            for (Future<Image> pull : pulls) {
                assertThat(pull.get()).isEqualTo(pulls.getFirst().get());
            }
        }
        assertThat(store.registry().requests())
                .filteredOn(request -> request.contains("/manifests/"))
                .hasSize(2);
        assertThat(store.registry().requests())
                .filteredOn(request -> request.contains("/blobs/"))
                .hasSize(3);
    }

    @Test
    void imagesThatShareLayersFetchThemOnce() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Image>> pulls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String tag = "v" + i;
                store.registry()
                        .put(
                                "app",
                                tag,
                                TestImage.of(BASE, new TestTar().file("n", tag).gzip()));
                pulls.add(callers.submit(() -> store.pull("app:" + tag)));
            }
            for (Future<Image> pull : pulls) {
                pull.get();
            }
        }
        assertThat(store.registry().requests())
                .filteredOn(request -> request.endsWith(TestImage.digest(BASE)))
                .hasSize(1);
        assertThat(store.layerCount()).isEqualTo(9);
    }

    @Test
    void eachBlobTellsItsPhasesInOrder() throws Exception {
        store.registry().put("app", "v1", TestImage.of(BASE));
        List<PullProgress> told = new ArrayList<>();
        store.pull("app:v1", told::add);
        assertThat(told.getFirst().phase()).isEqualTo(PullProgress.Phase.RESOLVING);
        assertThat(told.getFirst().digest()).isEmpty();
        List<PullProgress> layer =
                told.stream().filter(progress -> progress.digest().isPresent()).toList();
        assertThat(layer)
                .extracting(PullProgress::phase)
                .isSorted()
                .contains(PullProgress.Phase.DOWNLOADING, PullProgress.Phase.UNPACKING, PullProgress.Phase.DONE);
        assertThat(layer.getLast())
                .isEqualTo(new PullProgress(
                        Optional.of(Digest.of(BASE)), PullProgress.Phase.DONE, BASE.length, BASE.length));
    }

    @Test
    void aTagThatMovesLeavesTheOldImageWithItsDigest() throws Exception {
        store.registry().put("app", "latest", TestImage.of(BASE));
        Image old = store.pull("app");
        store.registry().put("app", "latest", TestImage.of(BASE, TOP));
        Image fresh = store.pull("app");
        assertThat(fresh.id()).isNotEqualTo(old.id());
        assertThat(store.store().find(store.name("app"))).contains(fresh);
        assertThat(store.store().find(old.id().toString())).hasValueSatisfying(image -> {
            assertThat(image.tags()).isEmpty();
            assertThat(image.digests()).isEqualTo(old.digests());
        });
        store.reopen();
        assertThat(store.store().find(store.name("app"))).contains(fresh);
    }

    @Test
    void removingTheLastReferenceRemovesTheImageAndWhatOnlyItUsed() throws Exception {
        store.registry().put("app", "v1", TestImage.of(BASE, TOP));
        store.registry().put("app", "v2", TestImage.of(BASE, TOP));
        store.registry().put("base", "v1", TestImage.of(BASE));
        store.pull("app:v1");
        store.pull("app:v2");
        store.pull("base:v1");
        store.remove("app:v1");
        assertThat(store.store().find(store.name("app:v2"))).isPresent();
        assertThat(store.layerCount()).isEqualTo(2);
        store.remove("app:v2");
        store.remove("app:v2");
        assertThat(store.store().list()).extracting(Image::tags).containsExactly(List.of(store.name("base:v1")));
        assertThat(store.layerCount()).isEqualTo(1);
        store.store().remove(store.store().list().getFirst().id().hex().substring(0, 12), id -> false);
        store.assertEmpty();
    }

    @Test
    void anImageInUseIsNotRemoved() throws Exception {
        store.registry().put("app", "v1", TestImage.of(BASE));
        Image image = store.pull("app:v1");
        for (String name : List.of(store.name("app:v1"), image.id().toString())) {
            assertThatExceptionOfType(StoreException.InUse.class)
                    .isThrownBy(() -> store.store().remove(name, image.id()::equals))
                    .withMessage("image '" + name + "' is in use (expected: nothing that runs from it)")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION));
        }
        assertThat(store.store().list()).containsExactly(image);
        assertThat(store.layerCount()).isEqualTo(1);
    }

    @Test
    void anOpenedStoreListsWhatTheOldOneDidAndSweepsWhatWasHalfDone() throws Exception {
        store.registry().put("app", "v1", TestImage.of(BASE, TOP));
        Image image = store.pull("app:v1");
        Path root = store.root();
        Files.createDirectories(root.resolve("ingest/unpacking/etc"));
        Files.writeString(root.resolve("ingest/download"), "half");
        Files.writeString(root.resolve("blobs/sha256/" + "0".repeat(64)), "of no image");
        Files.writeString(root.resolve("blobs/sha256/.x.tmp"), "half");
        Files.createDirectories(root.resolve("layers/0123456789ab/etc"));
        Files.writeString(root.resolve("images/.y.tmp"), "half");
        store.reopen();
        assertThat(store.store().list()).containsExactly(image);
        assertThat(store.layerCount()).isEqualTo(2);
        assertThat(store.blobCount()).isEqualTo(3);
        assertThat(root.resolve("ingest")).isEmptyDirectory();
        assertThat(Layout.list(root.resolve("images"))).hasSize(1);
        assertThat(store.pull("app:v1").layers()).isEqualTo(image.layers());
    }

    @Test
    void aStoreThatIsOpenIsNotOpenedAgain() throws Exception {
        store.registry().put("app", "v1", TestImage.of(BASE));
        Image image = store.pull("app:v1");
        Path unfinished = Files.createDirectories(store.root().resolve("ingest/unpacking"));
        try (StoreFixture other = new StoreFixture(directory.resolve("other"))) {
            assertThatExceptionOfType(StoreException.Taken.class)
                    .isThrownBy(() -> other.reopen(ImageStore.Config.at(store.root())))
                    .withMessage("store of images '" + store.root()
                            + "' is in use by another process (expected: one daemon for a directory)")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION));
        }
        assertThat(unfinished).exists();
        assertThat(store.store().list()).containsExactly(image);
        store.reopen();
    }
}
