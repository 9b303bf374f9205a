// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageConfigTest {
    private static final Digest LAYER = Digest.of(new byte[] {1});

    private static ImageConfig parse(String json) {
        return ImageConfig.parse(json.getBytes(UTF_8));
    }

    @Test
    void everyFieldOfTheProcessIsRead() {
        ImageConfig config = parse("""
            {"os":"linux","architecture":"arm","variant":"v7","created":"2026-01-02T03:04:05.678+01:00",
             "config":{"User":"nobody:users","Env":["A=1","B="],"Entrypoint":["/run"],"Cmd":["-x"],"WorkingDir":"/srv",
              "StopSignal":"SIGQUIT","Labels":{"k":"v"},"ExposedPorts":{"80/tcp":{},"53/udp":{}},"Volumes":{"/data":{}}},
             "rootfs":{"type":"layers","diff_ids":["%s"]},"history":[]}\
            """.formatted(LAYER));
        assertThat(config.platform()).hasToString("linux/arm/v7");
        assertThat(config.created()).contains(Instant.parse("2026-01-02T02:04:05.678Z"));
        assertThat(config.diffIds()).containsExactly(LAYER);
        assertThat(config.process())
                .isEqualTo(new ImageConfig.ProcessDefaults(
                        "nobody:users",
                        List.of("A=1", "B="),
                        List.of("/run"),
                        List.of("-x"),
                        "/srv",
                        "SIGQUIT",
                        Map.of("k", "v"),
                        List.of("53/udp", "80/tcp"),
                        List.of("/data")));
    }

    @Test
    void whatIsAbsentOrNullIsEmpty() {
        ImageConfig config = parse("{\"config\":{\"Cmd\":null,\"Labels\":null},\"rootfs\":null}");
        assertThat(config.process().command()).isEmpty();
        assertThat(config.process().labels()).isEmpty();
        assertThat(config.diffIds()).isEmpty();
        assertThat(config.created()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"config\":{\"Cmd\":\"sh\"}}",
                "{\"config\":{\"Env\":[1]}}",
                "{\"config\":{\"Labels\":{\"k\":{}}}}",
                "{\"config\":7}",
                "{\"created\":\"yesterday\"}",
                "{\"rootfs\":{\"diff_ids\":[\"sha256:1\"]}}",
                "no"
            })
    void aFieldOfTheWrongKindIsRefused(String json) {
        assertThatExceptionOfType(ImageException.BadDocument.class)
                .isThrownBy(() -> parse(json))
                .withMessageStartingWith("image configuration ");
    }

    @Test
    void aDocumentOfManySmallValuesIsRefusedBeforeItIsATree() {
        byte[] json = ("{\"unknown\":[" + "{},".repeat(100_000) + "{}]}").getBytes(UTF_8);
        assertThatExceptionOfType(ImageException.BadDocument.class)
                .isThrownBy(() -> ImageConfig.parse(json))
                .withMessage("image configuration has too many values (expected: at most 100000)");
    }
}
