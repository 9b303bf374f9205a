// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import io.aurae.base.FaultCode;
import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.spiffeid.TrustDomain;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What an authority is asked to certify.
 *
 * @param id the one SPIFFE id
 * @param commonName 1 to 64 characters
 * @param dnsName a DNS name beside the id, for clients that know no SPIFFE ids
 * @param purposes which ends of a connection the certificate may be shown by
 * @param validity from now; at least 1 minute, at most 10 years
 */
public record Leaf(SpiffeId id, String commonName, Optional<String> dnsName, Set<Purpose> purposes, Duration validity) {
    /** How long a certificate is valid unless asked otherwise: 90 days. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofDays(90);

    /** The DNS name that clients of the published wire verify, and the authority that ours send. */
    public static final String SERVER_DNS_NAME = "server.unsafe.aurae.io";

    private static final int COMMON_NAME_MAX = 64;
    private static final Duration VALIDITY_MIN = Duration.ofMinutes(1);
    private static final Duration VALIDITY_MAX = Duration.ofDays(3653);

    /** Refuses values out of range with an {@link IdentityException}. */
    public Leaf {
        purposes = Set.copyOf(purposes);
        if (commonName.isEmpty() || commonName.length() > COMMON_NAME_MAX) {
            throw new IdentityException(
                    FaultCode.INVALID_ARGUMENT,
                    "common name '" + commonName + "' (expected: 1 to " + COMMON_NAME_MAX + " characters)");
        }
        if (validity.compareTo(VALIDITY_MIN) < 0 || validity.compareTo(VALIDITY_MAX) > 0) {
            throw new IdentityException(
                    FaultCode.INVALID_ARGUMENT, "validity '" + validity + "' (expected: 1 minute to 10 years)");
        }
    }

    /** A machine's daemon, which serves and also calls. */
    public static Leaf node(TrustDomain domain, String node) {
        return server(SpiffeIds.node(domain, node), node);
    }

    /** A nested instance's daemon. */
    public static Leaf instance(TrustDomain domain, String node, String instance) {
        return server(SpiffeIds.instance(domain, node, instance), instance);
    }

    /** A nested instance's daemon at any depth; the common name is the last segment of its id. */
    public static Leaf instance(SpiffeId id) {
        return server(id, id.getPath().substring(id.getPath().lastIndexOf('/') + 1));
    }

    /** A caller, which never serves. */
    public static Leaf user(TrustDomain domain, String user) {
        return new Leaf(
                SpiffeIds.user(domain, user),
                shortened(user),
                Optional.empty(),
                Set.of(Purpose.CLIENT),
                DEFAULT_VALIDITY);
    }

    /** The same for another time. */
    public Leaf validFor(Duration time) {
        return new Leaf(id, commonName, dnsName, purposes, time);
    }

    private static Leaf server(SpiffeId id, String name) {
        return new Leaf(
                id,
                shortened(name),
                Optional.of(SERVER_DNS_NAME),
                Set.of(Purpose.SERVER, Purpose.CLIENT),
                DEFAULT_VALIDITY);
    }

    private static String shortened(String name) {
        return name.length() <= COMMON_NAME_MAX ? name : name.substring(0, COMMON_NAME_MAX);
    }
}
