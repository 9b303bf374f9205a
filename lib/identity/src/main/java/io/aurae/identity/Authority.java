// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import io.aurae.base.FaultCode;
import io.spiffe.spiffeid.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;

/**
 * The embedded authority of one trust domain: an EC P-256 key and a certificate valid for 10 years, kept as {@code ca.crt} and
 * {@code ca.key} (all files mode 0600, replaced as a whole). Safe for use by many threads.
 */
public final class Authority {
    /** How long the authority's own certificate is valid. */
    static final Duration VALIDITY = Duration.ofDays(3652);

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final TrustDomain trustDomain;
    private final Clock clock;

    private Authority(X509Certificate certificate, PrivateKey key, Clock clock) {
        this.certificate = certificate;
        this.key = key;
        this.trustDomain = SpiffeIds.of(certificate).getTrustDomain();
        this.clock = clock;
    }

    /**
     * Makes the authority of a trust domain in a directory, which is made too (0700) when it is absent.
     *
     * <p>Repeating: loads what is there. On failure a key without certificate may be left, and the next call replaces it.
     *
     * @throws IdentityException ALREADY_EXISTS when the directory holds the authority of another trust domain
     */
    public static Authority create(Path directory, TrustDomain trustDomain) {
        return create(directory, trustDomain, Clock.systemUTC());
    }

    /** The same, with certificates whose time begins by this clock. */
    public static Authority create(Path directory, TrustDomain trustDomain, Clock clock) {
        Path certificateFile = directory.resolve("ca.crt");
        Path keyFile = directory.resolve("ca.key");
        if (Files.exists(certificateFile)) {
            Authority present = load(certificateFile, keyFile, clock);
            if (!present.trustDomain.equals(trustDomain)) {
                throw new IdentityException(
                        FaultCode.ALREADY_EXISTS,
                        "'" + certificateFile + "' is the authority of trust domain '" + present.trustDomain.getName()
                                + "' (expected: '" + trustDomain.getName() + "')");
            }
            return present;
        }
        createDirectory(directory);
        KeyPair pair = Certificates.newKey();
        X509Certificate certificate = Certificates.authority(trustDomain, pair, clock.instant(), VALIDITY);
        Pem.writeKey(keyFile, pair.getPrivate());
        Pem.writeCertificate(certificateFile, certificate);
        return new Authority(certificate, pair.getPrivate(), clock);
    }

    /**
     * Loads an authority that {@link #create} made.
     *
     * @throws IdentityException FAILED_PRECONDITION when a file is missing or unreadable, UNAUTHENTICATED when the certificate names no
     *     trust domain
     */
    public static Authority load(Path certificate, Path key) {
        return load(certificate, key, Clock.systemUTC());
    }

    private static Authority load(Path certificateFile, Path keyFile, Clock clock) {
        X509Certificate certificate = Pem.readCertificates(certificateFile).getFirst();
        PrivateKey key = Pem.readKey(keyFile, certificate.getPublicKey().getAlgorithm());
        return new Authority(certificate, key, clock);
    }

    /** The trust domain for which it speaks. */
    public TrustDomain trustDomain() {
        return trustDomain;
    }

    /** Its own certificate, which signs itself. */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * Certifies {@code leaf} with a new key and writes {@code ca.crt}, {@code <name>.key} and {@code <name>.crt}, in this order, to a
     * directory, which is made (0700) when it is absent.
     *
     * <p>Repeating: issues anew and replaces the files. On failure each file is the old one or the new one.
     *
     * @throws IdentityException INVALID_ARGUMENT when the leaf is of another trust domain, INTERNAL when a file cannot be written
     */
    public IdentityFiles issue(Leaf leaf, Path directory, String name) {
        KeyPair pair = Certificates.newKey();
        X509Certificate issued = certify(leaf, pair.getPublic());
        IdentityFiles files = IdentityFiles.in(directory, name);
        createDirectory(directory);
        Pem.writeCertificate(files.ca(), certificate);
        Pem.writeKey(files.key(), pair.getPrivate());
        Pem.writeCertificate(files.certificate(), issued);
        return files;
    }

    /**
     * Certifies a key that somebody else keeps. Who may have this identity is the caller's to decide. Writes nothing.
     *
     * @throws IdentityException INVALID_ARGUMENT when the leaf is of another trust domain
     */
    public X509Certificate certify(Leaf leaf, PublicKey publicKey) {
        if (!leaf.id().memberOf(trustDomain)) {
            throw new IdentityException(
                    FaultCode.INVALID_ARGUMENT,
                    "identity '" + leaf.id() + "' (expected: one of trust domain '" + trustDomain.getName() + "')");
        }
        return Certificates.leaf(leaf, publicKey, certificate, key, clock.instant());
    }

    static void createDirectory(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new IdentityException(FaultCode.INTERNAL, "directory '" + directory + "' cannot be made", e);
        }
    }
}
