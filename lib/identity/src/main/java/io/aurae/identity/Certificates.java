// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import io.aurae.base.FaultCode;
import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.spiffeid.TrustDomain;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** Builds and signs certificates. The only class that touches Bouncy Castle, so that it is loaded by those alone who issue. */
final class Certificates {
    /** Clocks of two machines may differ by this much. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private static final int SERIAL_BITS = 127;
    private static final int COMMON_NAME_MAX = 64;

    private Certificates() {}

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IdentityException(FaultCode.INTERNAL, "no key of curve 'secp256r1' can be made", e);
        }
    }

    /** A certificate that signs itself and names its trust domain. */
    static X509Certificate authority(TrustDomain domain, KeyPair pair, Instant now, Duration validity) {
        String full = "Aurae authority of " + domain.getName();
        X500Name name = name(full.length() <= COMMON_NAME_MAX ? full : full.substring(0, COMMON_NAME_MAX));
        X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), now, validity);
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(pair.getPublic()));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, domain.toIdString())));
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IdentityException(FaultCode.INTERNAL, "certificate of '" + domain + "' cannot be built", e);
        }
        return sign(builder, pair.getPrivate());
    }

    static X509Certificate leaf(Leaf leaf, PublicKey key, X509Certificate issuer, PrivateKey issuerKey, Instant now) {
        X500Name issuerName =
                X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = builder(issuerName, name(leaf.commonName()), key, now, leaf.validity());
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes(leaf)));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions.createAuthorityKeyIdentifier(issuer.getPublicKey()));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names(leaf)));
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IdentityException(FaultCode.INTERNAL, "certificate of '" + leaf.id() + "' cannot be built", e);
        }
        return sign(builder, issuerKey);
    }

    /** A request for a certificate of this id, as PKCS #10 in DER, that proves to have been made by the holder of the key. */
    static byte[] request(SpiffeId id, KeyPair pair) {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, id.toString())));
            return new JcaPKCS10CertificationRequestBuilder(name("aurae"), pair.getPublic())
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IdentityException(FaultCode.INTERNAL, "certificate of '" + id + "' cannot be requested", e);
        }
    }

    /** The key and the URIs of a request; refuses one that its key did not sign. */
    static Requested read(byte[] request) {
        try {
            JcaPKCS10CertificationRequest read = new JcaPKCS10CertificationRequest(request);
            PublicKey key = read.getPublicKey();
            if (!read.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw unusable("its key did not sign it", null);
            }
            return new Requested(key, uris(read.getRequestedExtensions()));
        } catch (IdentityException e) {
            throw e;
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException e) { // hostile bytes make the library throw whatever it likes
            throw unusable("it cannot be read", e);
        }
    }

    private static List<String> uris(@Nullable Extensions extensions) {
        @Nullable
        GeneralNames names =
                extensions == null ? null : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        return names == null
                ? List.of()
                : Arrays.stream(names.getNames())
                        .filter(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)
                        .map(name -> name.getName().toString())
                        .toList();
    }

    private static IdentityException unusable(String why, @Nullable Exception cause) {
        String message =
                "signing request is not usable, " + why + " (expected: PKCS #10 in DER, signed by its own key)";
        return cause == null
                ? new IdentityException(FaultCode.INVALID_ARGUMENT, message)
                : new IdentityException(FaultCode.INVALID_ARGUMENT, message, cause);
    }

    /** What a request asks for. */
    record Requested(PublicKey key, List<String> uris) {}

    private static X500Name name(String commonName) {
        return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    }

    private static GeneralName[] names(Leaf leaf) {
        List<GeneralName> names = new ArrayList<>();
        names.add(
                new GeneralName(GeneralName.uniformResourceIdentifier, leaf.id().toString()));
        leaf.dnsName().ifPresent(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        return names.toArray(GeneralName[]::new);
    }

    private static KeyPurposeId[] purposes(Leaf leaf) {
        return leaf.purposes().stream()
                .sorted()
                .map(purpose -> switch (purpose) {
                    case SERVER -> KeyPurposeId.id_kp_serverAuth;
                    case CLIENT -> KeyPurposeId.id_kp_clientAuth;
                })
                .toArray(KeyPurposeId[]::new);
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration validity) {
        BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0);
        Date from = Date.from(now.minus(CLOCK_SKEW));
        Date until = Date.from(now.plus(validity));
        return new JcaX509v3CertificateBuilder(issuer, serial, from, until, subject, key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IdentityException(FaultCode.INTERNAL, "certificate cannot be signed", e);
        }
    }
}
