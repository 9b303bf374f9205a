// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import io.aurae.base.AtomicFile;
import io.aurae.base.Durability;
import io.aurae.base.FaultCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Certificates and private keys as text, with the JDK alone. */
final class Pem {
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    private Pem() {}

    /** All certificates of a file, at least one. */
    static List<X509Certificate> readCertificates(Path file) {
        byte[] content = read(file);
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new IdentityException(
                        FaultCode.FAILED_PRECONDITION, "file '" + file + "' holds no certificate (expected: PEM)");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IdentityException(
                    FaultCode.FAILED_PRECONDITION,
                    "file '" + file + "' holds no readable certificate (expected: PEM)",
                    e);
        }
    }

    /** The private key of a file; {@code algorithm} is that of the certificate it belongs to, such as EC. */
    static PrivateKey readKey(Path file, String algorithm) {
        String text = new String(read(file), StandardCharsets.US_ASCII);
        int begin = text.indexOf(KEY_BEGIN);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw new IdentityException(
                    FaultCode.FAILED_PRECONDITION,
                    "file '" + file + "' holds no private key (expected: PEM that begins with '" + KEY_BEGIN + "')");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IdentityException(
                    FaultCode.FAILED_PRECONDITION,
                    "file '" + file + "' holds no readable private key (expected: one of kind " + algorithm + ")",
                    e);
        }
    }

    static void writeCertificate(Path file, X509Certificate certificate) {
        writeCertificates(file, List.of(certificate));
    }

    static void writeCertificates(Path file, List<X509Certificate> certificates) {
        try {
            StringBuilder text = new StringBuilder();
            for (X509Certificate certificate : certificates) {
                text.append(text("CERTIFICATE", certificate.getEncoded()));
            }
            write(file, text.toString());
        } catch (CertificateEncodingException e) {
            throw new IdentityException(FaultCode.INTERNAL, "certificate for '" + file + "' cannot be encoded", e);
        }
    }

    static void writeKey(Path file, PrivateKey key) {
        write(file, text("PRIVATE KEY", key.getEncoded()));
    }

    private static String text(String kind, byte[] encoded) {
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN " + kind + "-----\n" + encoder.encodeToString(encoded) + "\n-----END " + kind + "-----\n";
    }

    private static void write(Path file, String text) {
        try {
            AtomicFile.write(file, text.getBytes(StandardCharsets.US_ASCII), Durability.POWER);
        } catch (IOException e) {
            throw new IdentityException(FaultCode.INTERNAL, "write '" + file + "' failed", e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IdentityException(
                    FaultCode.FAILED_PRECONDITION, "file '" + file + "' does not exist (expected: PEM)", e);
        } catch (IOException e) {
            throw new IdentityException(FaultCode.FAILED_PRECONDITION, "file '" + file + "' cannot be read", e);
        }
    }
}
