// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.identity.CertificateCheck;
import io.aurae.identity.Purpose;
import io.aurae.identity.SpiffeIds;
import io.spiffe.spiffeid.SpiffeId;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Accepts peers by {@link CertificateCheck}, with the roots that the source has at the moment of the handshake. Names of hosts play no
 * part: a peer is who its SPIFFE id says.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final IdentitySource source;
    private final Optional<SpiffeId> expected;
    private final Consumer<String> refusals;

    /** Tells {@code refusals} in one sentence each time a peer is refused. */
    PeerTrust(IdentitySource source, Consumer<String> refusals) {
        this(source, Optional.empty(), refusals);
    }

    /** The same for a peer that must be {@code expected} and nobody else of the trust domain. */
    PeerTrust(IdentitySource source, Optional<SpiffeId> expected, Consumer<String> refusals) {
        this.source = source;
        this.expected = expected;
        this.refusals = refusals;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, Purpose.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, Purpose.SERVER);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, Purpose.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, Purpose.SERVER);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, Purpose.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, Purpose.SERVER);
    }

    /** None are named to clients: they hold one identity and show it to whoever asks. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private void check(X509Certificate[] chain, Purpose purpose) throws CertificateException {
        Optional<String> refusal = CertificateCheck.by(source.current())
                .refusal(List.of(chain), purpose, Instant.now())
                .or(() -> expected.flatMap(id -> otherThan(id, chain[0])));
        if (refusal.isPresent()) {
            refusals.accept(refusal.get());
            throw new CertificateException(refusal.get());
        }
    }

    private static Optional<String> otherThan(SpiffeId expected, X509Certificate certificate) {
        SpiffeId found = SpiffeIds.of(certificate);
        return found.equals(expected)
                ? Optional.empty()
                : Optional.of("certificate of '" + found + "' (expected: '" + expected + "')");
    }
}
