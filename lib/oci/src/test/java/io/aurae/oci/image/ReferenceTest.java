// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.base.FaultCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    private static final String HEX = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest",
        "nginx:1.27, docker.io/library/nginx:1.27",
        "library/nginx, docker.io/library/nginx:latest",
        "docker.io/nginx, docker.io/library/nginx:latest",
        "index.docker.io/team/app, docker.io/team/app:latest",
        "team/app, docker.io/team/app:latest",
        "localhost/app, localhost/app:latest",
        "host:5000/x, host:5000/x:latest",
        "127.0.0.1:5000/a/b/c:T_a.g-1, 127.0.0.1:5000/a/b/c:T_a.g-1",
        "[::1]:5000/x, '[::1]:5000/x:latest'",
        "registry.example/team-a/x__y--z, registry.example/team-a/x__y--z:latest",
        "nginx@sha256:" + HEX + ", docker.io/library/nginx@sha256:" + HEX,
        "host:5000/x:tag@sha256:" + HEX + ", host:5000/x:tag@sha256:" + HEX,
    })
    void whatPeopleLeaveOutIsFilledIn(String text, String full) {
        Reference reference = Reference.parse(text);
        assertThat(reference).hasToString(full);
        assertThat(Reference.parse(full)).isEqualTo(reference);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Nginx",
                "nginx:",
                "nginx:-x",
                "nginx@",
                "nginx@sha256:abc",
                "nginx@md5:" + HEX,
                "a//b",
                "/a",
                "a/",
                "a/../b",
                "a_.b",
                "a___b",
                "host:port/x",
                "-host.example/x",
                "host.example/",
                "nginx:a:b",
                "nginx:a@sha256:" + HEX + "@sha256:" + HEX,
                "a b",
                "a\u0000b",
                "ñ",
                "host.example:123456/x"
            })
    void whatIsNoReferenceIsRefusedWithItsText(String text) {
        assertThatExceptionOfType(ImageException.BadName.class)
                .isThrownBy(() -> Reference.parse(text))
                .withMessageStartingWith("image reference '")
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT));
    }

    @Test
    void tooLongNamesAreRefusedWithTheLimit() {
        assertThatExceptionOfType(ImageException.BadName.class)
                .isThrownBy(() -> Reference.parse("a".repeat(513)))
                .withMessageContaining("it has 513 characters (expected: at most 512)");
        assertThatExceptionOfType(ImageException.BadName.class)
                .isThrownBy(() -> Reference.parse("host.example/" + "a".repeat(256)))
                .withMessageContaining("repository of 256 characters (expected: at most 255)");
    }

    @Test
    void theDigestDecidesWhatIsAskedFor() {
        Reference both = Reference.parse("x:tag@sha256:" + HEX);
        assertThat(both.target()).isEqualTo("sha256:" + HEX);
        assertThat(both.tagged()).contains("docker.io/library/x:tag");
        assertThat(both.pinned(new Digest(HEX))).isEqualTo("docker.io/library/x@sha256:" + HEX);
    }
}
