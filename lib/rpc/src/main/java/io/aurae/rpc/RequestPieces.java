// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a caller sends in pieces, as one stream. Reading throws {@link CallCancelledException} when the caller has gone away. Used by one
 * thread.
 *
 * @param <Q> a request with a piece
 */
public final class RequestPieces<Q> extends InputStream {
    private final StreamCall<Q, ?> call;
    private final Function<Q, ByteString> content;
    private ByteString piece = ByteString.EMPTY;
    private int at;

    /** @param content the piece that a request brings */
    public RequestPieces(StreamCall<Q, ?> call, Function<Q, ByteString> content) {
        this.call = call;
        this.content = content;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (at == piece.size()) {
            Optional<Q> next = receive();
            if (next.isEmpty()) {
                return -1;
            }
            piece = content.apply(next.get());
            at = 0;
        }
        int count = Math.min(length, piece.size() - at);
        piece.substring(at, at + count).copyTo(bytes, offset);
        at += count;
        return count;
    }

    private Optional<Q> receive() throws InterruptedIOException {
        try {
            return call.receive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("receiving a piece");
        }
    }
}
