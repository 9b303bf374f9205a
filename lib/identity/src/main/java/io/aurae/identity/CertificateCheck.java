// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.spiffeid.TrustDomain;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a certificate is accepted, and says in one sentence why not. Accepted is one that has exactly one SPIFFE id, of the
 * trust domain, is within its time, is meant for the purpose, and leads to one of the roots. Safe for use by many threads.
 */
public final class CertificateCheck {
    private final TrustDomain trustDomain;
    private final List<X509Certificate> roots;

    private CertificateCheck(TrustDomain trustDomain, List<X509Certificate> roots) {
        this.trustDomain = trustDomain;
        this.roots = List.copyOf(roots);
    }

    /** The check that an end of this identity makes of its peers. */
    public static CertificateCheck by(Identity own) {
        return new CertificateCheck(own.trustDomain(), own.roots());
    }

    /** Why a peer with the same roots would refuse this identity itself at that time; empty when it would not. */
    public static Optional<String> ownRefusal(Identity own, Purpose purpose, Instant now) {
        return by(own).refusal(own.chain(), purpose, now);
    }

    /**
     * Why a peer is refused at that time; empty when it is accepted.
     *
     * @param chain what the peer shows, its own certificate first
     */
    public Optional<String> refusal(List<X509Certificate> chain, Purpose purpose, Instant now) {
        if (chain.isEmpty()) {
            return Optional.of("no certificate (expected: one of trust domain '" + trustDomain.getName() + "')");
        }
        SpiffeId id;
        try {
            id = SpiffeIds.of(chain.getFirst());
        } catch (IdentityException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (!id.memberOf(trustDomain)) {
            return Optional.of("certificate of '" + id + "' is of trust domain '"
                    + id.getTrustDomain().getName() + "' (expected: '" + trustDomain.getName() + "')");
        }
        return Optional.ofNullable(firstOf(
                validity("certificate of '" + id + "'", chain.getFirst(), now),
                use(id, chain.getFirst(), purpose),
                validityOfRoots(now),
                path(id, chain, now)));
    }

    private static @Nullable String firstOf(@Nullable String... reasons) {
        for (@Nullable String reason : reasons) {
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    private static @Nullable String validity(String subject, X509Certificate certificate, Instant now) {
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            return subject + " expired at " + certificate.getNotAfter().toInstant();
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return subject + " is not valid before "
                    + certificate.getNotBefore().toInstant();
        }
        return null;
    }

    private static @Nullable String use(SpiffeId id, X509Certificate certificate, Purpose purpose) {
        try {
            @Nullable List<String> uses = certificate.getExtendedKeyUsage();
            return uses == null || uses.contains(purpose.extendedKeyUsage())
                    ? null
                    : "certificate of '" + id + "' is not meant for a "
                            + purpose.name().toLowerCase(Locale.ROOT);
        } catch (CertificateParsingException e) {
            return "certificate of '" + id + "' has an unreadable key usage";
        }
    }

    /** A path's validation takes an authority at its word without looking at its time. */
    private @Nullable String validityOfRoots(Instant now) {
        @Nullable String reason = null;
        for (X509Certificate root : roots) {
            reason = validity("certificate of the authority '" + name(root) + "'", root, now);
            if (reason == null) {
                return null;
            }
        }
        return reason;
    }

    private @Nullable String path(SpiffeId id, List<X509Certificate> chain, Instant now) {
        try {
            PKIXParameters parameters = new PKIXParameters(roots.stream()
                    .filter(root -> validity("", root, now) == null)
                    .map(root -> new TrustAnchor(root, null))
                    .collect(Collectors.toSet()));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
            return null;
        } catch (CertPathValidatorException e) {
            return "certificate of '" + id + "' is not signed by '"
                    + roots.stream().map(CertificateCheck::name).collect(Collectors.joining("' or '")) + "' ("
                    + e.getMessage() + ")";
        } catch (GeneralSecurityException e) {
            return "certificate of '" + id + "' cannot be checked: " + e.getMessage();
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
