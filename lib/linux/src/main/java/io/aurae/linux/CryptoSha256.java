// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** SHA-256 by libcrypto. Used by one thread at a time, as every hash. */
final class CryptoSha256 extends MessageDigest {
    private static final int DIGEST_BYTES = 32;
    /** A SHA256_CTX: eight words of state, two of length, a block of 64 bytes, and two numbers. */
    private static final int STATE_BYTES = 112;

    private final byte[] state = new byte[STATE_BYTES];

    CryptoSha256() {
        super("SHA-256");
        engineReset();
    }

    @Override
    protected int engineGetDigestLength() {
        return DIGEST_BYTES;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        check(CryptoLibrary.functions().SHA256_Update(state, ByteBuffer.wrap(input, offset, length), length));
    }

    @Override
    protected byte[] engineDigest() {
        byte[] digest = new byte[DIGEST_BYTES];
        check(CryptoLibrary.functions().SHA256_Final(digest, state));
        engineReset();
        return digest;
    }

    @Override
    protected void engineReset() {
        check(CryptoLibrary.functions().SHA256_Init(state));
    }

    private static void check(int result) {
        if (result != 1) {
            throw new IllegalStateException("libcrypto answers " + result + " for a hash (expected: 1)");
        }
    }
}
