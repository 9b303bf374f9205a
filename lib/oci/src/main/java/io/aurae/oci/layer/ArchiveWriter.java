// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes a tar archive (ustar) of plain files and directories, the same bytes for the same entries: owned by root, without times. Closing
 * ends the archive.
 */
public final class ArchiveWriter implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int MAX_NAME_BYTES = 100;
    /** What eleven octal digits can say. */
    private static final long MAX_BYTES = (1L << 33) - 1;

    private final OutputStream out;

    public ArchiveWriter(OutputStream out) {
        this.out = out;
    }

    /** A directory; its name ends with a slash. */
    public void directory(String name) throws IOException {
        out.write(header('5', name, 0755, 0));
    }

    /** A file. */
    public void file(String name, byte[] content) throws IOException {
        out.write(header('0', name, 0644, content.length));
        out.write(content);
        pad(content.length);
    }

    /** A file of exactly so many bytes from a stream. */
    public void file(String name, InputStream content, long sizeBytes) throws IOException {
        out.write(header('0', name, 0644, sizeBytes));
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
        pad(sizeBytes);
    }

    private void pad(long sizeBytes) throws IOException {
        out.write(new byte[(int) (-sizeBytes & (TarHeader.BLOCK_BYTES - 1))]);
    }

    private static byte[] header(char type, String name, int mode, long sizeBytes) {
        if (name.length() > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("name '" + name + "' is too long (expected: at most 100 bytes)");
        }
        byte[] block = new byte[TarHeader.BLOCK_BYTES];
        put(block, 0, name);
        put(block, 100, octal(mode, 7));
        put(block, 108, octal(0, 7));
        put(block, 116, octal(0, 7));
        size(block, sizeBytes);
        put(block, 136, octal(0, 11));
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, octal(sum, 6) + "\0 ");
        return block;
    }

    /** In octal digits as long as they suffice, else as GNU and star do: in binary, with the first bit set. */
    private static void size(byte[] block, long sizeBytes) {
        if (sizeBytes <= MAX_BYTES) {
            put(block, 124, octal(sizeBytes, 11));
            return;
        }
        block[124] = (byte) 0x80;
        for (int i = 0; i < Long.BYTES; i++) {
            block[135 - i] = (byte) (sizeBytes >> (8 * i));
        }
    }

    private static String octal(long value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", value);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * TarHeader.BLOCK_BYTES]);
        out.flush();
    }
}
