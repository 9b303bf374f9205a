// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.ByteString;
import io.aurae.proto.cells.v0.CellServiceCopyOutResponse;
import java.io.InputStream;
import java.util.Iterator;
import java.util.function.Consumer;

/** An archive that comes from a cell, as a stream; reading throws what the call fails with. */
final class CopyReceiving extends InputStream {
    private final Iterator<CellServiceCopyOutResponse> pieces;
    private final Consumer<String> leftOut;
    private ByteString piece = ByteString.EMPTY;
    private int at;

    /** @param leftOut told of each file that is not in the archive */
    CopyReceiving(Iterator<CellServiceCopyOutResponse> pieces, Consumer<String> leftOut) {
        this.pieces = pieces;
        this.leftOut = leftOut;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        while (at == piece.size()) {
            if (!pieces.hasNext()) {
                return -1;
            }
            take(pieces.next());
        }
        int count = Math.min(length, piece.size() - at);
        piece.substring(at, at + count).copyTo(bytes, offset);
        at += count;
        return count;
    }

    private void take(CellServiceCopyOutResponse response) {
        piece = response.getArchive();
        at = 0;
        if (response.hasLeftOut()) {
            leftOut.accept(response.getLeftOut());
        }
    }
}
