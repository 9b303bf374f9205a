// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.images;

import com.google.protobuf.ByteString;
import io.aurae.proto.images.v0.ImageServiceImportRequest;
import io.aurae.proto.images.v0.ImageServiceImportResponse;
import io.aurae.rpc.StreamCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;

/** The pieces of an archive that a caller sends, as one stream. Used by one thread. */
final class ImportStream extends InputStream {
    private final StreamCall<ImageServiceImportRequest, ImageServiceImportResponse> call;
    private ByteString piece = ByteString.EMPTY;
    private int at;

    ImportStream(StreamCall<ImageServiceImportRequest, ImageServiceImportResponse> call) {
        this.call = call;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (at == piece.size()) {
            Optional<ImageServiceImportRequest> next = receive();
            if (next.isEmpty()) {
                return -1;
            }
            piece = next.get().getArchive();
            at = 0;
        }
        int count = Math.min(length, piece.size() - at);
        piece.substring(at, at + count).copyTo(bytes, offset);
        at += count;
        return count;
    }

    private Optional<ImageServiceImportRequest> receive() throws InterruptedIOException {
        try {
            return call.receive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("receiving an archive");
        }
    }
}
