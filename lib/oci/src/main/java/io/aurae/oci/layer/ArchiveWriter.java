// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes a tar archive (ustar) of plain files and directories, the same bytes for the same entries: owned by root, without times. Closing
 * ends the archive.
 */
public final class ArchiveWriter implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 << 10;

    private final OutputStream out;

    public ArchiveWriter(OutputStream out) {
        this.out = out;
    }

    /** A directory; its name ends with a slash. */
    public void directory(String name) throws IOException {
        out.write(new HeaderBlock('5', name, 0755).bytes());
    }

    /** A file. */
    public void file(String name, byte[] content) throws IOException {
        out.write(new HeaderBlock('0', name, 0644).size(content.length).bytes());
        out.write(content);
        out.write(HeaderBlock.padding(content.length));
    }

    /** A file of exactly so many bytes from a stream. */
    public void file(String name, InputStream content, long sizeBytes) throws IOException {
        out.write(new HeaderBlock('0', name, 0644).size(sizeBytes).bytes());
        byte[] chunk = new byte[CHUNK_BYTES];
        long left = sizeBytes;
        while (left > 0) {
            int read = content.read(chunk, 0, (int) Math.min(chunk.length, left));
            if (read < 0) {
                throw new EOFException("'" + name + "' is " + left + " bytes too short");
            }
            out.write(chunk, 0, read);
            left -= read;
        }
        out.write(HeaderBlock.padding(sizeBytes));
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * TarHeader.BLOCK_BYTES]);
        out.flush();
    }
}
