// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Turns the names a caller gives into the ids it gets: the same names always give the same id. */
final class Digest {
    /** How many hexadecimal digits a digest has. */
    static final int LENGTH = 32;

    private Digest() {}

    /** 32 hexadecimal digits for these parts, in this order. */
    static String of(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, LENGTH / 2);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
