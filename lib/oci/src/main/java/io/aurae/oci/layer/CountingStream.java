// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Knows how many bytes were read through it, and tells it each time. */
public final class CountingStream extends FilterInputStream {
    private final LongConsumer told;
    private long count;

    CountingStream(InputStream in) {
        this(in, count -> {});
    }

    /** @param told how many bytes there were so far */
    public CountingStream(InputStream in, LongConsumer told) {
        super(in);
        this.told = told;
    }

    long count() {
        return count;
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
            told.accept(count);
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
