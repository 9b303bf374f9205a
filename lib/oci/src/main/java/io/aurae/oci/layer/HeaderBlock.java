// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Locale;

/** One block of 512 bytes that heads an entry (ustar), to be written. What a field cannot hold belongs into a record of pax before it. */
final class HeaderBlock {
    static final int NAME_BYTES = 100;
    /** What seven octal digits can say: most ids. */
    static final long ID_MAX = (1L << 21) - 1;
    /** What eleven octal digits can say: most sizes and times. */
    static final long NUMBER_MAX = (1L << 33) - 1;

    private final byte[] block = new byte[TarHeader.BLOCK_BYTES];

    /** @param name at most 100 bytes */
    HeaderBlock(char type, String name, int mode) {
        if (name.getBytes(UTF_8).length > NAME_BYTES) {
            throw new IllegalArgumentException("name '" + name + "' is too long (expected: at most 100 bytes)");
        }
        text(0, name);
        octal(100, mode, 7);
        owner(0, 0);
        modified(0);
        size(0);
        block[156] = (byte) type;
        text(257, "ustar\00000");
    }

    HeaderBlock owner(long uid, long gid) {
        octal(108, uid, 7);
        octal(116, gid, 7);
        return this;
    }

    HeaderBlock modified(long seconds) {
        octal(136, seconds, 11);
        return this;
    }

    HeaderBlock link(String target) {
        text(157, target);
        return this;
    }

    /** In octal digits as long as they suffice, else as GNU and star do: in binary, with the first bit set. */
    HeaderBlock size(long bytes) {
        if (bytes <= NUMBER_MAX) {
            octal(124, bytes, 11);
            return this;
        }
        block[124] = (byte) 0x80;
        for (int i = 0; i < Long.BYTES; i++) {
            block[135 - i] = (byte) (bytes >> (8 * i));
        }
        return this;
    }

    byte[] bytes() {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        text(148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return block.clone();
    }

    private void octal(int at, long value, int digits) {
        text(at, String.format(Locale.ROOT, "%0" + digits + "o", value));
    }

    private void text(int at, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    /** What fills up the last block of a content of this size. */
    static byte[] padding(long sizeBytes) {
        return new byte[(int) (-sizeBytes & (TarHeader.BLOCK_BYTES - 1))];
    }
}
