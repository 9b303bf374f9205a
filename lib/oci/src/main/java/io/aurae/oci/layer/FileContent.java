// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes the content of an entry to a file, with its holes. Used by one thread. */
final class FileContent {
    private static final int CHUNK_BYTES = 64 << 10;

    private final LayerLimits limits;
    private final byte[] chunk = new byte[CHUNK_BYTES];

    FileContent(LayerLimits limits) {
        this.limits = limits;
    }

    /** @throws LayerException.Refused when the file would be too big, before anything is written */
    void check(TarEntry entry) {
        if (entry.sparse().sizeBytes() > limits.content().count()) {
            throw LayerException.entry(
                    entry.name(),
                    "has " + entry.sparse().sizeBytes() + " bytes (expected: at most " + limits.content() + ")");
        }
    }

    /** Writes to an empty file. */
    void write(TarEntry entry, InputStream content, FileChannel file) throws IOException {
        SparseMap map = entry.sparse();
        for (SparseMap.Piece piece : map.pieces()) {
            file.position(piece.offset());
            copy(content, file, piece.length());
        }
        if (map.sizeBytes() > file.size()) {
            file.write(ByteBuffer.allocate(1), map.sizeBytes() - 1);
        }
    }

    private void copy(InputStream content, FileChannel file, long length) throws IOException {
        long left = length;
        while (left > 0) {
            int read = content.readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
            ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, read);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            left -= read;
        }
    }
}
