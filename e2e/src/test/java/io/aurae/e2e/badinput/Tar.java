// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;

/** An archive that may say what no honest program writes. */
final class Tar {
    private static final int BLOCK = 512;
    private static final int CHECKSUM_AT = 148;
    private static final int TYPE_AT = 156;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A file with a word in it, under this name as it is. */
    Tar file(String name) {
        byte[] content = "escaped".getBytes(US_ASCII);
        byte[] block = new byte[BLOCK];
        System.arraycopy(content, 0, block, 0, content.length);
        bytes.writeBytes(header(name, '0', "", content.length));
        bytes.writeBytes(block);
        return this;
    }

    Tar symlink(String name, String target) {
        bytes.writeBytes(header(name, '2', target, 0));
        return this;
    }

    Tar hardLink(String name, String target) {
        bytes.writeBytes(header(name, '1', target, 0));
        return this;
    }

    byte[] end() {
        bytes.writeBytes(new byte[2 * BLOCK]);
        return bytes.toByteArray();
    }

    private static byte[] header(String name, char type, String target, int size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, "%011o\0".formatted(size));
        put(header, 136, "00000000000\0");
        put(header, CHECKSUM_AT, "        ");
        header[TYPE_AT] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, CHECKSUM_AT, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
