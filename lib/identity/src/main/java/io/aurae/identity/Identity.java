// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import io.aurae.base.FaultCode;
import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.spiffeid.TrustDomain;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * One end of a connection: who it is, how it proves it, and whose word it takes for the other end.
 *
 * @param id the SPIFFE id of the own certificate; its trust domain is the one peers must be of
 * @param key the private key of the own certificate
 * @param chain the own certificate, then intermediates
 * @param roots the certificates of the authorities a peer's chain must lead to
 */
public record Identity(SpiffeId id, PrivateKey key, List<X509Certificate> chain, List<X509Certificate> roots) {
    /** Keeps copies of the lists; neither may be empty. */
    public Identity {
        chain = List.copyOf(chain);
        roots = List.copyOf(roots);
    }

    /**
     * Reads the three files. An expired certificate is read like any other.
     *
     * @throws IdentityException FAILED_PRECONDITION when a file is missing or not what it should be, UNAUTHENTICATED when the
     *     certificate has no SPIFFE id
     */
    public static Identity load(IdentityFiles files) {
        List<X509Certificate> roots = Pem.readCertificates(files.ca());
        List<X509Certificate> chain = Pem.readCertificates(files.certificate());
        X509Certificate own = chain.getFirst();
        PrivateKey key = Pem.readKey(files.key(), own.getPublicKey().getAlgorithm());
        return new Identity(SpiffeIds.of(own), key, chain, roots);
    }

    /** The own certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** The trust domain of this end, and the only one it accepts of the other. */
    public TrustDomain trustDomain() {
        return id.getTrustDomain();
    }

    /**
     * Proves by a signature that the key belongs to the certificate: files are replaced one after the other, and a reader in between
     * sees a new key with an old certificate.
     *
     * @throws IdentityException FAILED_PRECONDITION when it does not
     */
    public void requireKeyFits() {
        byte[] text = "aurae".getBytes(StandardCharsets.US_ASCII);
        String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256with" + key.getAlgorithm();
        boolean fits;
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(text);
            byte[] signature = signer.sign();
            signer.initVerify(certificate());
            signer.update(text);
            fits = signer.verify(signature);
        } catch (GeneralSecurityException e) {
            throw new IdentityException(
                    FaultCode.FAILED_PRECONDITION, "private key of '" + id + "' cannot sign (expected: EC or RSA)", e);
        }
        if (!fits) {
            throw new IdentityException(
                    FaultCode.FAILED_PRECONDITION, "private key of '" + id + "' does not belong to its certificate");
        }
    }
}
