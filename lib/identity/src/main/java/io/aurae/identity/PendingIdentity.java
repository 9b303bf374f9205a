// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import io.aurae.base.FaultCode;
import io.spiffe.spiffeid.SpiffeId;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** A new key that waits for its certificate from an authority elsewhere. Used once, by one thread. */
public final class PendingIdentity {
    private final SpiffeId id;
    private final KeyPair pair;

    private PendingIdentity(SpiffeId id, KeyPair pair) {
        this.id = id;
        this.pair = pair;
    }

    /** Makes a key for this id. */
    public static PendingIdentity of(SpiffeId id) {
        return new PendingIdentity(id, Certificates.newKey());
    }

    /** What the authority is asked: PKCS #10 in DER. */
    public byte[] signingRequest() {
        return Certificates.request(id, pair);
    }

    /**
     * Writes {@code ca.crt}, {@code <name>.key} and {@code <name>.crt}, in this order, to a directory, which is made (0700) when it is
     * absent. Repeating: replaces them. On failure each file is the old one or the new one.
     *
     * @param certificate the answer, in DER
     * @param roots a file with the certificates of the authorities whose word is taken
     * @throws IdentityException FAILED_PRECONDITION when the certificate is not for this key and this id
     */
    public IdentityFiles complete(byte[] certificate, Path roots, Path directory, String name) {
        X509Certificate issued = parse(certificate);
        Identity identity =
                new Identity(SpiffeIds.of(issued), pair.getPrivate(), List.of(issued), Pem.readCertificates(roots));
        identity.requireKeyFits();
        if (!identity.id().equals(id)) {
            throw new IdentityException(
                    FaultCode.FAILED_PRECONDITION, "certificate of '" + identity.id() + "' (expected: '" + id + "')");
        }
        IdentityFiles files = IdentityFiles.in(directory, name);
        Authority.createDirectory(directory);
        Pem.writeCertificates(files.ca(), identity.roots());
        Pem.writeKey(files.key(), pair.getPrivate());
        Pem.writeCertificate(files.certificate(), issued);
        return files;
    }

    private X509Certificate parse(byte[] certificate) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        } catch (CertificateException e) {
            throw new IdentityException(
                    FaultCode.FAILED_PRECONDITION, "certificate of '" + id + "' cannot be read (expected: DER)", e);
        }
    }
}
