// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.base.FaultCode;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestTar;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final Digest ONE = Digest.of(new byte[] {1});

    private static Manifest parse(String json) {
        return Manifest.parse(json.getBytes(UTF_8), "application/json");
    }

    @Test
    void anImageHasAConfigurationAndLayersInOrder() {
        TestImage image = TestImage.of(
                new TestTar().file("a", "a").gzip(),
                new TestTar().file("b", "b").gzip());
        Manifest manifest = Manifest.parse(image.manifest(), MediaType.OCI_MANIFEST);
        assertThat(manifest).isInstanceOfSatisfying(Manifest.Single.class, single -> {
            assertThat(single.config().digest()).hasToString(image.id());
            assertThat(single.layers())
                    .extracting(layer -> layer.digest().toString())
                    .containsExactlyElementsOf(image.blobs().keySet().stream()
                            .filter(digest -> !digest.equals(image.id()))
                            .toList());
            assertThat(single.sizeBytes())
                    .isEqualTo(image.blobs().values().stream()
                            .mapToLong(blob -> blob.length)
                            .sum());
        });
    }

    @Test
    void anIndexGivesTheManifestOfThePlatform() {
        TestImage amd = TestImage.of();
        TestImage arm = TestImage.of().platform("linux", "arm64");
        Manifest.Index index = (Manifest.Index) Manifest.parse(TestImage.index(arm, amd), MediaType.OCI_INDEX);
        Platform host = new Platform("linux", "amd64", "");
        assertThat(index.choose(host).digest()).isEqualTo(Digest.of(amd.manifest()));
        assertThatExceptionOfType(ImageException.NoPlatform.class)
                .isThrownBy(() -> index.choose(new Platform("linux", "s390x", "")))
                .withMessage("no manifest for platform 'linux/s390x' (the image has: linux/arm64, linux/amd64)")
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION));
    }

    @Test
    void theVariantOf64BitArmIsNoOtherPlatform() {
        Platform host = new Platform("linux", "arm64", "");
        assertThat(new Platform("linux", "arm64", "v8").runsOn(host)).isTrue();
        assertThat(new Platform("linux", "arm", "v7").runsOn(new Platform("linux", "arm", "v6")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{}",
                "{\"manifests\":[],\"config\":{}}",
                "{\"config\":[]}",
                "{\"config\":{\"digest\":\"x\"}}",
                "{\"config\":{\"digest\":7}}",
                "{\"manifests\":{}}",
                "{\"manifests\":[1]}",
                "{\"schemaVersion\":1,\"fsLayers\":[]}"
            })
    void anythingElseIsRefused(String json) {
        assertThatExceptionOfType(ImageException.BadDocument.class)
                .isThrownBy(() -> parse(json))
                .withMessageStartingWith("manifest ")
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "1e30", "\"x\"", "[]", "9223372036854775808"})
    void aSizeThatIsNoneIsRefused(String size) {
        assertThatExceptionOfType(ImageException.BadDocument.class)
                .isThrownBy(() -> parse("{\"config\":{\"digest\":\"" + ONE + "\",\"size\":" + size + "}}"))
                .withMessageContaining("size");
    }

    @Test
    void tooManyLayersAreRefused() {
        String layer = "{\"digest\":\"" + ONE + "\",\"size\":1}";
        String layers = String.join(",", Collections.nCopies(Manifest.MAX_LAYERS + 1, layer));
        assertThatExceptionOfType(ImageException.BadDocument.class)
                .isThrownBy(() -> parse("{\"config\":" + layer + ",\"layers\":[" + layers + "]}"))
                .withMessage("manifest has an unacceptable 'layers' (expected: at most 256 elements, it has 257)");
    }

    @Test
    void aDeepDocumentIsRefused() {
        assertThatExceptionOfType(ImageException.BadDocument.class).isThrownBy(() -> parse("[".repeat(100_000)));
    }
}
