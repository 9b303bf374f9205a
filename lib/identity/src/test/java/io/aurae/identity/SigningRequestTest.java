// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.FaultCode;
import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.spiffeid.TrustDomain;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningRequestTest {
    private static final TrustDomain NIVENLY = SpiffeIds.trustDomain("nivenly.com");
    private static final SpiffeId NODE = SpiffeIds.node(NIVENLY, "alice");
    private static final SpiffeId A = SpiffeIds.instance(NODE, "a");
    private static final SpiffeId B = SpiffeIds.instance(A, "b");

    @TempDir
    Path directory;

    @Test
    void anAuthorityElsewhereCertifiesAKeyThatStaysHere() throws Exception {
        Authority authority = Authority.create(directory.resolve("pki"), NIVENLY);
        PendingIdentity pending = PendingIdentity.of(B);
        SigningRequest request = SigningRequest.parse(pending.signingRequest());
        assertThat(request.id()).isEqualTo(B).hasToString("spiffe://nivenly.com/node/alice/instance/a/instance/b");

        X509Certificate certificate =
                authority.certify(Leaf.instance(request.id()).validFor(Duration.ofHours(1)), request.key());
        IdentityFiles files = pending.complete(
                certificate.getEncoded(), directory.resolve("pki/ca.crt"), directory.resolve("b"), "node");

        Identity identity = Identity.load(files);
        identity.requireKeyFits();
        assertThat(identity.id()).isEqualTo(B);
        assertThat(CertificateCheck.ownRefusal(identity, Purpose.SERVER, Instant.now()))
                .isEmpty();
        assertThat(identity.certificate().getBasicConstraints())
                .as("no authority")
                .isEqualTo(-1);
    }

    @Test
    void aCertificateOfAnotherKeyOrIdIsNotTaken() throws Exception {
        Authority authority = Authority.create(directory.resolve("pki"), NIVENLY);
        Path roots = directory.resolve("pki/ca.crt");
        PendingIdentity pending = PendingIdentity.of(B);
        SigningRequest request = SigningRequest.parse(pending.signingRequest());
        SigningRequest other = SigningRequest.parse(PendingIdentity.of(B).signingRequest());

        byte[] otherKey = authority.certify(Leaf.instance(B), other.key()).getEncoded();
        byte[] otherId = authority.certify(Leaf.instance(A), request.key()).getEncoded();
        assertThatThrownBy(() -> pending.complete(otherKey, roots, directory.resolve("b"), "node"))
                .hasMessageContaining("does not belong to its certificate");
        assertThatThrownBy(() -> pending.complete(otherId, roots, directory.resolve("b"), "node"))
                .hasMessage("certificate of '" + A + "' (expected: '" + B + "')");
        assertThat(directory.resolve("b")).doesNotExist();
    }

    @Test
    void aRequestThatWasChangedIsRefused() {
        byte[] request = PendingIdentity.of(B).signingRequest();
        Random random = new Random(4);
        for (int i = 0; i < 200; i++) {
            byte[] changed = request.clone();
            int at = random.nextInt(changed.length);
            changed[at] ^= (byte) (1 + random.nextInt(255));
            assertThatThrownBy(() -> SigningRequest.parse(changed))
                    .as("byte %d", at)
                    .isInstanceOfSatisfying(
                            IdentityException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT));
        }
        assertThatThrownBy(() -> SigningRequest.parse(new byte[5000])).hasMessageContaining("5000 bytes");
    }

    @Test
    void theInstancesBetweenTwoIdsAreTold() {
        assertThat(SpiffeIds.instancesBelow(NODE, B)).containsExactly("a", "b");
        assertThat(SpiffeIds.instancesBelow(A, B)).containsExactly("b");
        assertThat(SpiffeIds.instancesBelow(B, B)).isEmpty();
        assertThat(SpiffeIds.instancesBelow(B, A)).isEmpty();
        assertThat(SpiffeIds.instancesBelow(A, SpiffeId.parse(A + "b/instance/c")))
                .isEmpty();
        assertThat(SpiffeIds.instancesBelow(A, SpiffeId.parse(A + "/cell/c"))).isEmpty();
        assertThat(SpiffeIds.instancesBelow(A, SpiffeId.parse(A + "/instance"))).isEmpty();
        assertThat(SpiffeIds.isInstance(NODE)).isFalse();
        assertThat(SpiffeIds.isInstance(B)).isTrue();
    }
}
