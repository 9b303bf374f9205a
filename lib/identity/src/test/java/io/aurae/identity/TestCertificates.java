// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that our own authority would never issue. */
final class TestCertificates {
    private TestCertificates() {}

    static X509Certificate withoutSpiffeId(KeyPair pair, String commonName) {
        X500Name name = new X500Name("CN=" + commonName);
        Date from = Date.from(Instant.now().minusSeconds(60));
        Date until = Date.from(Instant.now().plusSeconds(60));
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            new JcaX509v3CertificateBuilder(name, BigInteger.ONE, from, until, name, pair.getPublic())
                                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
