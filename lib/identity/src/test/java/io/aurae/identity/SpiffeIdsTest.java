// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spiffe.spiffeid.TrustDomain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpiffeIdsTest {
    private static final TrustDomain NIVENLY = SpiffeIds.trustDomain("nivenly.com");

    @Test
    void namesEveryKindOfIdentity() {
        assertThat(SpiffeIds.node(NIVENLY, "alice")).hasToString("spiffe://nivenly.com/node/alice");
        assertThat(SpiffeIds.user(NIVENLY, "root")).hasToString("spiffe://nivenly.com/user/root");
        assertThat(SpiffeIds.instance(NIVENLY, "alice", "web-0"))
                .hasToString("spiffe://nivenly.com/node/alice/instance/web-0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "..", "a/../b", "ü", "a\n"})
    void refusesANameThatIsNoPathOfAnId(String name) {
        assertThatThrownBy(() -> SpiffeIds.user(NIVENLY, name))
                .isInstanceOf(IdentityException.class)
                .hasMessageStartingWith("identity path '/user/" + name.replace("\n", "\\n") + "' (expected: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "spiffe://a", "Ä"})
    void refusesANameThatIsNoTrustDomain(String name) {
        assertThatThrownBy(() -> SpiffeIds.trustDomain(name))
                .isInstanceOf(IdentityException.class)
                .hasMessageStartingWith("trust domain '" + name + "' (expected: ");
    }
}
