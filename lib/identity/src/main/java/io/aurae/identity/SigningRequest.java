// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import io.aurae.base.FaultCode;
import io.spiffe.exception.InvalidSpiffeIdException;
import io.spiffe.spiffeid.SpiffeId;
import java.security.PublicKey;
import java.util.List;

/**
 * Somebody's wish for a certificate, with the proof that the key is his. It says nothing about whether he may have that id.
 *
 * @param id the one SPIFFE id that is asked for
 * @param key to be certified
 */
public record SigningRequest(SpiffeId id, PublicKey key) {
    /** How many bytes a request may have. */
    public static final int BYTES_MAX = 4096;

    /**
     * Reads a request that a {@link PendingIdentity} made: PKCS #10 in DER, signed by its own key, an elliptic one.
     *
     * @throws IdentityException INVALID_ARGUMENT when it is not one, or asks for no SPIFFE id, or for more than one
     */
    public static SigningRequest parse(byte[] encoded) {
        if (encoded.length == 0 || encoded.length > BYTES_MAX) {
            throw invalid("signing request has " + encoded.length + " bytes (expected: 1 to " + BYTES_MAX + ")");
        }
        Certificates.Requested requested = Certificates.read(encoded);
        List<String> uris = requested.uris();
        if (uris.size() != 1) {
            throw invalid("signing request asks for " + uris + " (expected: one SPIFFE id)");
        }
        if (!requested.key().getAlgorithm().equals("EC")) {
            throw invalid(
                    "signing request has a key of kind '" + requested.key().getAlgorithm() + "' (expected: EC)");
        }
        try {
            return new SigningRequest(SpiffeId.parse(uris.getFirst()), requested.key());
        } catch (InvalidSpiffeIdException | IllegalArgumentException e) {
            throw new IdentityException(
                    FaultCode.INVALID_ARGUMENT,
                    "signing request asks for '" + uris.getFirst() + "' (expected: a SPIFFE id)",
                    e);
        }
    }

    private static IdentityException invalid(String message) {
        return new IdentityException(FaultCode.INVALID_ARGUMENT, message);
    }
}
