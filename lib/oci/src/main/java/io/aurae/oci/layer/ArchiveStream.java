// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.oci.image.Digest;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/** The uncompressed bytes of an archive, counted and hashed as they are read. */
final class ArchiveStream extends FilterInputStream {
    private static final int CHUNK_BYTES = 64 << 10;

    private final LongConsumer check;
    private final MessageDigest hash = Digest.hash();
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private long count;

    /** @param check told how many bytes there are, before they are used; throws when they are too many */
    ArchiveStream(InputStream in, LongConsumer check) {
        super(in);
        this.check = check;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        if (read > 0) {
            count += read;
            check.accept(count);
            hash.update(bytes, offset, read);
        }
        return read;
    }

    @Override
    public long skip(long length) throws IOException {
        long left = length;
        while (left > 0) {
            int read = read(chunk, 0, (int) Math.min(left, chunk.length));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return length - left;
    }

    /** Exactly this many bytes. */
    byte[] take(int length) throws IOException {
        byte[] bytes = readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("archive ends too early");
        }
        return bytes;
    }

    /** Passes over exactly this many bytes. */
    void pass(long length) throws IOException {
        if (skip(length) < length) {
            throw new EOFException("archive ends too early");
        }
    }

    /** Reads to the end, and says what the whole was. */
    Digest finish() throws IOException {
        long passed;
        do {
            passed = skip(Integer.MAX_VALUE);
        } while (passed == Integer.MAX_VALUE);
        return Digest.of(hash);
    }

    long count() {
        return count;
    }
}
