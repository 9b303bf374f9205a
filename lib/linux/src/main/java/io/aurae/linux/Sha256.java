// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 of much: by the machine's libcrypto where there is one, which uses the processor's own instructions whatever compiler the JVM runs with,
 * else by the JDK. The same bytes come to the same digest either way.
 */
public final class Sha256 {
    private Sha256() {}

    /** A fresh hash to feed. It holds nothing that must be closed. For a few kilobytes the JDK's own is sooner ready. */
    public static MessageDigest start() {
        return CryptoLibrary.isThere() ? new CryptoSha256() : ofJdk();
    }

    private static MessageDigest ofJdk() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
