// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void theDigestOfNothingIsWellKnown() {
        assertThat(Digest.of(new byte[0])).hasToString(EMPTY).isEqualTo(Digest.parse(EMPTY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "sha512:abc",
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                EMPTY + "0"
            })
    void anythingElseIsRefused(String text) {
        assertThatExceptionOfType(ImageException.BadName.class)
                .isThrownBy(() -> Digest.parse(text))
                .withMessageContaining("(expected: sha256: and 64 lower-case hex digits)");
    }

    @Test
    void aStackIsNamedByTheNameBelowAndItsOwnLayer() {
        Digest first = Digest.of(new byte[] {1});
        Digest second = Digest.of(new byte[] {2});
        assertThat(ChainId.of(List.of(first, second)))
                .containsExactly(first, Digest.of((first + " " + second).getBytes(US_ASCII)));
    }
}
