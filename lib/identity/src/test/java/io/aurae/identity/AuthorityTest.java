// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.FaultCode;
import io.spiffe.spiffeid.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthorityTest {
    private static final TrustDomain NIVENLY = SpiffeIds.trustDomain("nivenly.com");

    @TempDir
    Path directory;

    @Test
    void certifiesANodeForBothEndsWithOneIdAndTheDnsName() throws Exception {
        X509Certificate node = issue(Leaf.node(NIVENLY, "alice"));

        assertThat(SpiffeIds.of(node)).hasToString("spiffe://nivenly.com/node/alice");
        assertThat(node.getSubjectX500Principal().getName()).isEqualTo("CN=alice");
        assertThat(node.getSubjectAlternativeNames())
                .contains(List.of(2, "server.unsafe.aurae.io"))
                .hasSize(2);
        assertThat(node.getExtendedKeyUsage()).hasSize(2);
        assertThat(node.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(Duration.between(
                        node.getNotBefore().toInstant(), node.getNotAfter().toInstant()))
                .isEqualTo(Duration.ofDays(90).plusMinutes(1));
    }

    @Test
    void certifiesAUserForTheCallingEndOnly() throws Exception {
        X509Certificate user = issue(Leaf.user(NIVENLY, "root"));

        assertThat(SpiffeIds.of(user)).hasToString("spiffe://nivenly.com/user/root");
        assertThat(user.getExtendedKeyUsage()).containsExactly(Purpose.CLIENT.extendedKeyUsage());
        assertThat(user.getSubjectAlternativeNames()).hasSize(1);
    }

    @Test
    void certifiesAnInstanceBelowItsNode() {
        X509Certificate instance = issue(Leaf.instance(NIVENLY, "alice", "web-0"));

        assertThat(SpiffeIds.of(instance)).hasToString("spiffe://nivenly.com/node/alice/instance/web-0");
    }

    @Test
    void shortensACommonNameThatX509WouldRefuse() {
        X509Certificate user = issue(Leaf.user(NIVENLY, "u".repeat(100)));

        assertThat(user.getSubjectX500Principal().getName()).isEqualTo("CN=" + "u".repeat(64));
        assertThat(SpiffeIds.of(user).getPath()).isEqualTo("/user/" + "u".repeat(100));
    }

    @Test
    void keepsItsOwnCertificateForTenYears() {
        X509Certificate authority = Authority.create(directory, NIVENLY).certificate();

        assertThat(authority.getNotAfter().toInstant())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(3650)), Instant.now().plus(Duration.ofDays(3654)));
        assertThat(authority.getSubjectX500Principal().getName()).isEqualTo("CN=Aurae authority of nivenly.com");
    }

    @Test
    void writesFilesThatOnlyTheirOwnerReads() throws IOException {
        Path made = directory.resolve("pki");
        Authority.create(made, NIVENLY).issue(Leaf.node(NIVENLY, "alice"), made, "node");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(made)) {
            assertThat(files.toList())
                    .extracting(file -> file.getFileName() + " "
                            + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .containsExactlyInAnyOrder(
                            "ca.crt rw-------", "ca.key rw-------", "node.crt rw-------", "node.key rw-------");
        }
    }

    @Test
    void creatingItTwiceLoadsTheFirst() {
        X509Certificate first = Authority.create(directory, NIVENLY).certificate();

        assertThat(Authority.create(directory, NIVENLY).certificate()).isEqualTo(first);
        assertThat(Authority.load(directory.resolve("ca.crt"), directory.resolve("ca.key"))
                        .trustDomain())
                .isEqualTo(NIVENLY);
    }

    @Test
    void refusesADirectoryOfAnotherTrustDomain() {
        Authority.create(directory, NIVENLY);

        assertThatThrownBy(() -> Authority.create(directory, SpiffeIds.trustDomain("example.org")))
                .isInstanceOfSatisfying(
                        IdentityException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.ALREADY_EXISTS))
                .hasMessageEndingWith(
                        "ca.crt' is the authority of trust domain 'nivenly.com' (expected: 'example.org')");
    }

    @Test
    void certifiesNobodyOfAnotherTrustDomain() {
        Authority authority = Authority.create(directory, NIVENLY);

        assertThatThrownBy(
                        () -> authority.issue(Leaf.user(SpiffeIds.trustDomain("example.org"), "eve"), directory, "eve"))
                .hasMessage("identity 'spiffe://example.org/user/eve' (expected: one of trust domain 'nivenly.com')");
        assertThat(directory.resolve("eve.key")).doesNotExist();
    }

    @Test
    void issuingAgainReplacesKeyAndCertificateTogether() {
        Authority authority = Authority.create(directory, NIVENLY);
        authority.issue(Leaf.user(NIVENLY, "root"), directory, "root");
        Identity first = Identity.load(IdentityFiles.in(directory, "root"));
        authority.issue(Leaf.user(NIVENLY, "root"), directory, "root");
        Identity second = Identity.load(IdentityFiles.in(directory, "root"));

        assertThat(second.certificate()).isNotEqualTo(first.certificate());
        second.requireKeyFits();
        Identity torn = new Identity(first.id(), second.key(), first.chain(), first.roots());
        assertThatThrownBy(torn::requireKeyFits)
                .hasMessage("private key of 'spiffe://nivenly.com/user/root' does not belong to its certificate");
    }

    private X509Certificate issue(Leaf leaf) {
        IdentityFiles files = Authority.create(directory, NIVENLY).issue(leaf, directory, "leaf");
        return Identity.load(files).certificate();
    }
}
