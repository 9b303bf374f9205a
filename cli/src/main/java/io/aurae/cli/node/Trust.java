// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import io.aurae.identity.Authority;
import io.aurae.identity.CertificateCheck;
import io.aurae.identity.Identity;
import io.aurae.identity.IdentityException;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.identity.Purpose;
import io.aurae.identity.SpiffeIds;
import io.spiffe.spiffeid.TrustDomain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The trust material of a node: the embedded authority, the node's own identity and that of the user who made it. */
final class Trust {
    /** A certificate with less time left than this is issued anew. */
    private static final Duration RENEWED_BEFORE = Leaf.DEFAULT_VALIDITY.dividedBy(3);

    private final Path pki;
    private final NodeName name;

    Trust(Path pki, NodeName name) {
        this.pki = pki;
        this.name = name;
    }

    /** Makes what is missing, expired, soon to expire or somebody else's, and reports each piece. */
    void establish(String user, Report report) {
        TrustDomain domain = SpiffeIds.trustDomain(name.domain());
        boolean present = Files.exists(pki.resolve("ca.crt"));
        Authority authority = Authority.create(pki, domain);
        report.step("authority of trust domain '" + domain.getName() + "' in " + pki, !present);
        issue(authority, Leaf.node(domain, name.host()), "node", Purpose.SERVER, report);
        issue(authority, Leaf.user(domain, user), user, Purpose.CLIENT, report);
    }

    private void issue(Authority authority, Leaf leaf, String file, Purpose purpose, Report report) {
        boolean good = isGood(leaf, IdentityFiles.in(pki, file), purpose);
        if (!good) {
            authority.issue(leaf, pki, file);
        }
        report.step("identity " + leaf.id(), !good);
    }

    private static boolean isGood(Leaf leaf, IdentityFiles files, Purpose purpose) {
        if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
            return false;
        }
        try {
            Identity present = Identity.load(files);
            present.requireKeyFits();
            Instant later = Instant.now().plus(RENEWED_BEFORE);
            return present.id().equals(leaf.id())
                    && CertificateCheck.ownRefusal(present, purpose, later).isEmpty();
        } catch (IdentityException e) {
            return false;
        }
    }
}
