// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.spiffe.spiffeid.TrustDomain;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateCheckTest {
    private static final TrustDomain NIVENLY = SpiffeIds.trustDomain("nivenly.com");
    private final Instant now = Instant.now();

    @TempDir
    Path directory;

    private Identity node;

    @BeforeEach
    void makeTheNode() {
        node = identity("ours", Leaf.node(NIVENLY, "alice"));
    }

    @Test
    void acceptsItsOwnKind() {
        assertThat(refusal(identity("ours", Leaf.user(NIVENLY, "root")), Purpose.CLIENT, now))
                .isEmpty();
        assertThat(CertificateCheck.ownRefusal(node, Purpose.SERVER, now)).isEmpty();
    }

    @Test
    void saysWhenACertificateExpired() {
        Identity user = identity("ours", Leaf.user(NIVENLY, "root").validFor(Duration.ofHours(1)));

        assertThat(refusal(user, Purpose.CLIENT, now.plus(Duration.ofHours(2))))
                .startsWith("certificate of 'spiffe://nivenly.com/user/root' expired at 20")
                .endsWith("Z");
    }

    @Test
    void saysWhenACertificateIsNotValidYet() {
        Identity user = identity("ours", Leaf.user(NIVENLY, "root"));

        assertThat(refusal(user, Purpose.CLIENT, now.minus(Duration.ofHours(2))))
                .startsWith("certificate of 'spiffe://nivenly.com/user/root' is not valid before 20");
    }

    @Test
    void saysWhoseSignatureIsMissing() {
        assertThat(refusal(identity("foreign", Leaf.user(NIVENLY, "root")), Purpose.CLIENT, now))
                .startsWith("certificate of 'spiffe://nivenly.com/user/root' is not signed by"
                        + " 'CN=Aurae authority of nivenly.com' (");
    }

    @Test
    void namesBothTrustDomains() {
        Identity other = identity("other", Leaf.user(SpiffeIds.trustDomain("example.org"), "eve"));

        assertThat(refusal(other, Purpose.CLIENT, now))
                .isEqualTo("certificate of 'spiffe://example.org/user/eve' is of trust domain 'example.org'"
                        + " (expected: 'nivenly.com')");
    }

    @Test
    void saysThatAnIdIsMissing() {
        KeyPair pair = Certificates.newKey();
        X509Certificate bare = TestCertificates.withoutSpiffeId(pair, "bob");

        assertThat(CertificateCheck.by(node).refusal(List.of(bare), Purpose.CLIENT, now))
                .hasValue(
                        "certificate of 'CN=bob' has no SPIFFE id (expected: one of the form spiffe://<trust domain>/<path>)");
    }

    @Test
    void saysThatTheCertificateIsMissing() {
        assertThat(CertificateCheck.by(node).refusal(List.of(), Purpose.CLIENT, now))
                .hasValue("no certificate (expected: one of trust domain 'nivenly.com')");
    }

    @Test
    void takesNoCallerForAServer() {
        assertThat(refusal(identity("ours", Leaf.user(NIVENLY, "root")), Purpose.SERVER, now))
                .isEqualTo("certificate of 'spiffe://nivenly.com/user/root' is not meant for a server");
    }

    @Test
    void saysThatTheAuthorityItselfExpired() {
        Leaf longLived = Leaf.user(NIVENLY, "root").validFor(Duration.ofDays(3653));
        Identity user = identity("ours", longLived);

        assertThat(refusal(user, Purpose.CLIENT, now.plus(Duration.ofDays(3652)).plusSeconds(3600)))
                .startsWith("certificate of the authority 'CN=Aurae authority of nivenly.com' expired at ");
    }

    private String refusal(Identity peer, Purpose purpose, Instant when) {
        return CertificateCheck.by(node).refusal(peer.chain(), purpose, when).orElse("");
    }

    private Identity identity(String authority, Leaf leaf) {
        Path place = directory.resolve(authority);
        return Identity.load(Authority.create(place, leaf.id().getTrustDomain()).issue(leaf, place, leaf.commonName()));
    }
}
