// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import io.aurae.linux.Sha256;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of some content, written {@code sha256:} and 64 lower-case hex digits. Other algorithms are refused: no registry in use
 * needs them.
 *
 * @param hex the 64 digits
 */
public record Digest(String hex) implements Comparable<Digest> {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final String PREFIX = "sha256:";

    public Digest {
        if (!HEX.matcher(hex).matches()) {
            throw new ImageException.BadName(
                    "digest '" + shorten(hex) + "' is not readable (expected: 64 lower-case hex digits)");
        }
    }

    /**
     * Reads the written form.
     *
     * @throws ImageException.BadName when the text is anything else
     */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)
                || !HEX.matcher(text).region(PREFIX.length(), text.length()).matches()) {
            throw new ImageException.BadName(
                    "digest '" + shorten(text) + "' is not readable (expected: sha256: and 64 lower-case hex digits)");
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    /** The digest of these few bytes, by the JDK alone. */
    public static Digest of(byte[] content) {
        try {
            return new Digest(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What {@link #hash() a hash} has come to; the hash starts anew. */
    public static Digest of(MessageDigest hash) {
        return new Digest(HexFormat.of().formatHex(hash.digest()));
    }

    /** A fresh SHA-256 to feed with much. */
    public static MessageDigest hash() {
        return Sha256.start();
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }

    private static String shorten(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
