// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.oci.image.Reference;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestTar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ImageArchiveTest {
    private static final TestTar BASE = new TestTar().directory("etc").file("etc/os", "base");
    private static final TestTar TOP = new TestTar().file("etc/app", "top");

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

    private List<Image> load(byte[] archive) throws InterruptedException {
        return load(archive, Optional.empty());
    }

    private List<Image> load(byte[] archive, Optional<Reference> name) throws InterruptedException {
        return store.store().load(new ByteArrayInputStream(archive), name, progress -> {});
    }

    private byte[] save(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store().save(List.of(names), out);
        return out.toByteArray();
    }

    /** What docker save writes, of the old kind: layers by name, one of them a link, and no manifest. */
    private static TestTar docker(String... tags) {
        TestImage image = TestImage.of(BASE.gzip(), TOP.gzip());
        String names = "\"" + String.join("\",\"", tags) + "\"";
        return new TestTar()
                .directory("aa")
                .entry('0', "aa/layer.tar", "", 0644, BASE.bytes())
                .entry('0', "bb/layer.tar", "", 0644, TOP.bytes())
                .symbolicLink("cc/layer.tar", "../bb/layer.tar")
                .entry('0', "config.json", "", 0644, image.config())
                .file(
                        "manifest.json",
                        "[{\"Config\":\"config.json\",\"RepoTags\":[" + names
                                + "],\"Layers\":[\"aa/layer.tar\",\"cc/layer.tar\"]}]");
    }

    @Test
    void whatIsExportedIsImportedWithTheSameDigests() throws Exception {
        store.registry().put("team/app", "v1", TestImage.of(BASE.gzip(), TOP.gzip()));
        Image pulled = store.pull("team/app:v1");
        byte[] archive = save(pulled.label());
        assertThat(save(pulled.id().toString())).isEqualTo(archive);
        store.remove("team/app:v1");
        store.assertEmpty();
        Image imported = load(archive).getFirst();
        assertThat(imported.id()).isEqualTo(pulled.id());
        assertThat(imported.tags()).isEqualTo(pulled.tags());
        assertThat(imported.digests()).isEqualTo(pulled.digests());
        assertThat(imported.sizeBytes()).isEqualTo(pulled.sizeBytes());
        assertThat(save(pulled.label())).isEqualTo(archive);
        assertThat(load(archive)).containsExactly(store.store().list().getFirst());
    }

    @Test
    void anIndexIsExportedAsItWasFetched() throws Exception {
        TestImage arm = TestImage.of(TOP.gzip()).platform("linux", "arm64");
        TestImage amd = TestImage.of(BASE.gzip());
        store.registry().put("multi", "amd", amd);
        byte[] index = TestImage.index(arm, amd);
        store.registry().putManifest("multi", "v1", index);
        Image pulled = store.pull("multi:v1");
        byte[] archive = save(pulled.label());
        store.remove("multi:v1");
        assertThat(load(archive).getFirst().digests()).containsExactly(store.name("multi@" + TestImage.digest(index)));
    }

    @Test
    void severalImagesTravelInOneArchive() throws Exception {
        store.registry().put("one", "v1", TestImage.of(BASE.gzip()));
        store.registry().put("two", "v1", TestImage.of(BASE.gzip(), TOP.gzip()));
        Image one = store.pull("one:v1");
        Image two = store.pull("two:v1");
        byte[] archive = save(one.label(), two.label());
        store.remove("one:v1");
        store.remove("two:v1");
        assertThat(load(archive)).extracting(Image::id).containsExactly(one.id(), two.id());
        assertThat(store.layerCount()).isEqualTo(2);
        Optional<Reference> name = Optional.of(Reference.parse("other:v1"));
        assertThatExceptionOfType(StoreException.Refused.class)
                .isThrownBy(() -> load(archive, name))
                .withMessage("archive has 2 images (expected: one, when it is given a name)");
    }

    @Test
    void whatDockerSavesIsImported() throws Exception {
        Image image = load(docker("app:v1", "app:v2").bytes()).getFirst();
        assertThat(image.tags()).containsExactly("docker.io/library/app:v1", "docker.io/library/app:v2");
        assertThat(image.id()).hasToString(TestImage.of(BASE.gzip(), TOP.gzip()).id());
        Snapshot snapshot = store.store().snapshots().prepare(image.id(), directory.resolve("snapshot"));
        assertThat(store.layers().resolve(snapshot.layers().getFirst()).resolve("etc/app"))
                .hasContent("top");
        byte[] exported = save("app:v1");
        store.store().remove(image.id().toString(), id -> false);
        assertThat(load(exported).getFirst().digests()).isEqualTo(image.digests());
    }

    @Test
    void aCompressedArchiveIsImportedUnderTheNameThatIsGiven() throws Exception {
        Optional<Reference> name = Optional.of(Reference.parse("registry.example/my/app:v3"));
        Image image = load(docker("app:v1").gzip(), name).getFirst();
        assertThat(image.tags()).containsExactly("registry.example/my/app:v3");
    }

    @Test
    void anImageWithoutANameIsKnownByItsId() throws Exception {
        TestImage image = TestImage.of(BASE.gzip());
        TestTar layout = layout(image, "\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"},");
        Image imported = load(layout.bytes()).getFirst();
        assertThat(imported.tags()).isEmpty();
        assertThat(imported.digests()).isEmpty();
        assertThat(store.store().find(image.id())).contains(imported);
        store.reopen();
        assertThat(store.store().find(imported.id().hex().substring(0, 12))).isPresent();
        assertThat(load(save(image.id()))).isNotEmpty();
    }

    private static TestTar layout(TestImage image, String more) {
        String digest = TestImage.digest(image.manifest());
        TestTar layout = new TestTar()
                .file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
                .file(
                        "./index.json",
                        "{\"schemaVersion\":2,\"manifests\":[{" + more + "\"digest\":\"" + digest + "\",\"size\":"
                                + image.manifest().length + "}]}");
        layout.entry('0', "./" + blob(digest), "", 0644, image.manifest());
        image.blobs().forEach((name, bytes) -> layout.entry('0', blob(name), "", 0644, bytes));
        return layout;
    }

    private static String blob(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    @ParameterizedTest
    @ValueSource(strings = {"no tar", "empty", "no index", "bad json", "deep json", "missing", "digest", "size", "cut"})
    void aBadArchiveIsRefusedAndLeavesNothing(String what) {
        TestImage image = TestImage.of(BASE.gzip());
        byte[] manifest = image.manifest();
        byte[] archive = switch (what) {
            case "no tar" -> "x".repeat(2000).getBytes(UTF_8);
            case "empty" -> new byte[0];
            case "no index" -> new TestTar().file("hello", "world").bytes();
            case "bad json" ->
                new TestTar().file("index.json", "{\"manifests\":7}").bytes();
            case "deep json" ->
                new TestTar().file("index.json", "[".repeat(500_000)).bytes();
            case "missing" ->
                new TestTar()
                        .file("manifest.json", "[{\"Config\":\"/etc/passwd\",\"Layers\":[]}]")
                        .bytes();
            case "digest" ->
                new TestTar()
                        .file("index.json", "{\"manifests\":[{\"digest\":\"" + image.id() + "\",\"size\":1}]}")
                        .file(blob(image.id()), "something else")
                        .bytes();
            case "size" ->
                layout(image, "")
                        .entry('0', blob(image.id()), "", 0644, image.config())
                        .bytes();
            default -> Arrays.copyOf(layout(image, "").bytes(), manifest.length);
        };
        if (what.equals("size")) {
            archive = new String(archive, ISO_8859_1)
                    .replace("\"size\":" + image.config().length + "}", "\"size\":" + (image.config().length + 1) + "}")
                    .getBytes(ISO_8859_1);
        }
        byte[] bad = archive;
        assertThatThrownBy(() -> load(bad))
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION));
        store.assertEmpty();
    }

    @Test
    void oneBadImageRefusesTheWholeArchive() throws Exception {
        byte[] evil = new TestTar().file("../x", "y").gzip();
        byte[] archive = new TestTar()
                .entry('0', "good.json", "", 0644, TestImage.of(BASE.gzip()).config())
                .entry('0', "evil.json", "", 0644, TestImage.of(evil).config())
                .entry('0', "layer", "", 0644, BASE.gzip())
                .entry('0', "evil", "", 0644, evil)
                .file(
                        "manifest.json",
                        "[{\"Config\":\"good.json\",\"Layers\":[\"layer\"]},{\"Config\":\"evil.json\",\"Layers\":[\"evil\"]}]")
                .bytes();
        assertThatThrownBy(() -> load(archive)).isInstanceOf(AuraeException.class);
        store.assertEmpty();
    }

    @Test
    void anImageWhoseLayerIsGoneIsNotExported() throws Exception {
        store.registry().put("app", "v1", TestImage.of(BASE.gzip()));
        Image image = store.pull("app:v1");
        assertThatExceptionOfType(StoreException.NoSuchImage.class).isThrownBy(() -> save("other:v1"));
        assertThat(save(image.label())).isNotEmpty();
    }
}
