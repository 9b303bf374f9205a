// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.images;

import com.google.protobuf.ByteString;
import io.aurae.proto.images.v0.ImageServiceExportResponse;
import io.aurae.rpc.StreamCall;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** An archive on its way to a caller, in pieces; waits while the caller does not read. Used by one thread. */
final class ExportStream extends OutputStream {
    private static final int PIECE_BYTES = 256 << 10;

    private final StreamCall<Void, ImageServiceExportResponse> call;
    private final byte[] piece = new byte[PIECE_BYTES];
    private int count;

    ExportStream(StreamCall<Void, ImageServiceExportResponse> call) {
        this.call = call;
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
            call.send(ImageServiceExportResponse.newBuilder()
                    .setArchive(ByteString.copyFrom(piece, 0, count))
                    .build());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("sending an archive");
        }
        count = 0;
    }
}
