// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Events;
import io.aurae.auraed.events.Resource;
import io.aurae.identity.Identity;
import io.aurae.identity.IdentityException;
import io.aurae.identity.IdentityFiles;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The daemon's own certificate, which others renew: that it changed, cannot be read or ends soon becomes an event, once. */
final class OwnCertificate {
    /** The part of its time that is left when somebody should be told. */
    private static final int SOON = 4;

    private final IdentityFiles files;
    private final Events events;
    private @Nullable X509Certificate seen;
    private String told = "";

    OwnCertificate(IdentityFiles files, Events events) {
        this.files = files;
        this.events = events;
    }

    static String validUntil(Instant until) {
        return "certificate valid until " + until.truncatedTo(ChronoUnit.SECONDS);
    }

    /** To be called now and then, by one thread. */
    void look(Instant now) {
        try {
            X509Certificate certificate = Identity.load(files).certificate();
            Instant until = certificate.getNotAfter().toInstant();
            if (seen != null && !seen.equals(certificate)) {
                events.record(Resource.NODE, EventKind.RENEWED, validUntil(until));
                told = "";
            }
            seen = certificate;
            Duration whole = Duration.between(certificate.getNotBefore().toInstant(), until);
            if (Duration.between(now, until).compareTo(whole.dividedBy(SOON)) < 0) {
                tell(validUntil(until) + " and not renewed");
            }
        } catch (IdentityException e) {
            tell("certificate not renewed: " + e.getMessage());
        }
    }

    private void tell(String problem) {
        if (!problem.equals(told)) {
            told = problem;
            events.record(Resource.NODE, EventKind.FAILED, problem);
        }
    }
}
