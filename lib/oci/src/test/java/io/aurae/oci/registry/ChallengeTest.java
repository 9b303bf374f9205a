// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void aTokenServiceIsReadWithItsParameters() {
        String header =
                "Bearer realm=\"https://auth.example/token\",service=\"registry.example\",scope=\"repository:a/b:pull,push\"";
        assertThat(Challenge.parse(List.of(header)))
                .contains(new Challenge.Bearer(
                        "https://auth.example/token", "registry.example", "repository:a/b:pull,push"));
    }

    @Test
    void quotesSpacesAndCaseDoNotMatter() {
        String header = "bEARER  Realm = \"https://x/\\\"y\\\"\" , service=plain";
        assertThat(Challenge.parse(List.of(header))).contains(new Challenge.Bearer("https://x/\"y\"", "plain", ""));
    }

    @Test
    void aTokenGoesBeforeAPassword() {
        assertThat(Challenge.parse(List.of("Basic realm=\"x\"", "Bearer realm=\"https://x\"")))
                .contains(new Challenge.Bearer("https://x", "", ""));
        assertThat(Challenge.parse(List.of("Basic"))).contains(new Challenge.Basic());
    }

    @Test
    void whatCannotBeAnsweredIsNoChallenge() {
        assertThat(Challenge.parse(List.of())).isEmpty();
        assertThat(Challenge.parse(List.of("Negotiate", "Bearer service=\"no realm\"", "Basically")))
                .isEmpty();
    }
}
