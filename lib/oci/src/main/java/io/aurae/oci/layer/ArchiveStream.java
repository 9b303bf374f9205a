// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.oci.image.Digest;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.LongSupplier;

/** The uncompressed bytes of a layer, counted against a limit and hashed as they are read. */
final class ArchiveStream extends FilterInputStream {
    private static final int CHUNK_BYTES = 64 << 10;

    private final long most;
    private final LongSupplier compressed;
    private final long ratio;
    private final MessageDigest hash = Digest.hash();
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private long count;

    ArchiveStream(InputStream in, long most) {
        this(in, most, () -> Long.MAX_VALUE, 1);
    }

    /**
     * @param compressed how many bytes were read of what {@code in} uncompresses
     * @param ratio how many times that there may be here, once it is much
     */
    ArchiveStream(InputStream in, long most, LongSupplier compressed, long ratio) {
        super(in);
        this.most = most;
        this.compressed = compressed;
        this.ratio = ratio;
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
            if (count > most) {
                throw new LayerException.Refused(
                        "its content is too big (expected: at most " + most + " bytes uncompressed)");
            }
            if (count > LayerLimits.RATIO_FROM_BYTES && count / ratio > compressed.getAsLong()) {
                throw new LayerException.Refused(
                        "its content is more than " + ratio + " times its compressed size (expected: at most that)");
            }
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
