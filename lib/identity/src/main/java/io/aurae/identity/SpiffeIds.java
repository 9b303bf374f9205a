// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import io.aurae.base.FaultCode;
import io.spiffe.exception.InvalidSpiffeIdException;
import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.spiffeid.TrustDomain;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The names of identities: {@code spiffe://<domain>/node/<node>}, {@code /user/<user>}, and below a node or an instance
 * {@code /instance/<name>}.
 */
public final class SpiffeIds {
    private static final int ALTERNATIVE_NAME_URI = 6;

    private SpiffeIds() {}

    /**
     * Reads a trust domain's name, such as {@code nivenly.com}.
     *
     * @throws IdentityException INVALID_ARGUMENT when it has other characters than a-z, 0-9, '.', '-' and '_', or is empty
     */
    public static TrustDomain trustDomain(String name) {
        if (name.contains("/") || name.contains(":")) {
            throw new IdentityException(
                    FaultCode.INVALID_ARGUMENT, "trust domain '" + name + "' (expected: a name such as nivenly.com)");
        }
        try {
            return TrustDomain.parse(name);
        } catch (InvalidSpiffeIdException | IllegalArgumentException e) {
            throw new IdentityException(
                    FaultCode.INVALID_ARGUMENT,
                    "trust domain '" + name + "' (expected: a name such as nivenly.com)",
                    e);
        }
    }

    /** The id of a machine's daemon. */
    public static SpiffeId node(TrustDomain domain, String node) {
        return join(domain, "node", node);
    }

    /** The id of a person or a program that calls. */
    public static SpiffeId user(TrustDomain domain, String user) {
        return join(domain, "user", user);
    }

    /** The id of a nested instance's daemon. */
    public static SpiffeId instance(TrustDomain domain, String node, String instance) {
        return join(domain, "node", node, "instance", instance);
    }

    /** The id of an instance that the daemon of {@code parent}, a node or an instance itself, spawned under this name. */
    public static SpiffeId instance(SpiffeId parent, String instance) {
        return join(parent.getTrustDomain(), parent.getPath().substring(1), "instance", instance);
    }

    /**
     * The names of the instances that lead from {@code ancestor} down to {@code id}, outermost first; empty when it is the same id, or not
     * one of an instance below it.
     */
    public static List<String> instancesBelow(SpiffeId ancestor, SpiffeId id) {
        if (!id.memberOf(ancestor.getTrustDomain()) || !id.getPath().startsWith(ancestor.getPath() + "/")) {
            return List.of();
        }
        String[] segments =
                id.getPath().substring(ancestor.getPath().length() + 1).split("/", -1);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < segments.length; i += 2) {
            if (!segments[i].equals("instance") || i + 1 == segments.length) {
                return List.of();
            }
            names.add(segments[i + 1]);
        }
        return List.copyOf(names);
    }

    /** Whether it is the id of an instance, of any node and at any depth. */
    public static boolean isInstance(SpiffeId id) {
        return id.getPath().matches("/node/[^/]+(/instance/[^/]+)+");
    }

    /**
     * The one SPIFFE id of a certificate.
     *
     * @throws IdentityException UNAUTHENTICATED when it has no URI, more than one, or one that is not a SPIFFE id
     */
    public static SpiffeId of(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        List<String> uris = uris(certificate, subject);
        if (uris.size() != 1) {
            throw new IdentityException(
                    FaultCode.UNAUTHENTICATED,
                    "certificate of '" + subject + "' has "
                            + (uris.isEmpty() ? "no SPIFFE id" : "more than one URI: " + uris)
                            + " (expected: one of the form spiffe://<trust domain>/<path>)");
        }
        try {
            return SpiffeId.parse(uris.getFirst());
        } catch (InvalidSpiffeIdException | IllegalArgumentException e) {
            throw new IdentityException(
                    FaultCode.UNAUTHENTICATED,
                    "certificate of '" + subject + "' has no SPIFFE id but '" + uris.getFirst()
                            + "' (expected: one of the form spiffe://<trust domain>/<path>)",
                    e);
        }
    }

    private static List<String> uris(X509Certificate certificate, String subject) {
        try {
            @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return List.of();
            }
            return names.stream()
                    .filter(name -> Objects.equals(name.get(0), ALTERNATIVE_NAME_URI))
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
        } catch (CertificateParsingException e) {
            throw new IdentityException(
                    FaultCode.UNAUTHENTICATED, "certificate of '" + subject + "' has unreadable names", e);
        }
    }

    private static SpiffeId join(TrustDomain domain, String... segments) {
        String path = "/" + String.join("/", segments);
        try {
            return SpiffeId.parse("spiffe://" + domain.getName() + path);
        } catch (InvalidSpiffeIdException | IllegalArgumentException e) {
            throw new IdentityException(
                    FaultCode.INVALID_ARGUMENT,
                    "identity path '" + path
                            + "' (expected: segments of a-z, A-Z, 0-9, '.', '-' and '_', none of them '.' or '..')",
                    e);
        }
    }
}
