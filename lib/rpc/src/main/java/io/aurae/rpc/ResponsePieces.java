// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.function.Function;

/**
 * A stream on its way to a caller, in pieces of 256 KiB; writing waits while the caller does not read, and throws {@link
 * CallCancelledException} when it has gone away. Used by one thread.
 *
 * @param <R> a response with a piece
 */
public final class ResponsePieces<R> extends OutputStream {
    private static final int PIECE_BYTES = 256 << 10;

    private final StreamCall<?, R> call;
    private final Function<ByteString, R> response;
    private final byte[] piece = new byte[PIECE_BYTES];
    private int count;

    /** @param response makes the response that brings a piece */
    public ResponsePieces(StreamCall<?, R> call, Function<ByteString, R> response) {
        this.call = call;
        this.response = response;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int taken = Math.min(left, PIECE_BYTES - count);
            System.arraycopy(bytes, from, piece, count, taken);
            count += taken;
            from += taken;
            left -= taken;
            if (count == PIECE_BYTES) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (count == 0) {
            return;
        }
        try {
            call.send(response.apply(ByteString.copyFrom(piece, 0, count)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("sending a piece");
        }
        count = 0;
    }
}
