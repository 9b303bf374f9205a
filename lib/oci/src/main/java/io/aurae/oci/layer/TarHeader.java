// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

/** One block of 512 bytes that heads an entry, in the formats of old tar, POSIX and GNU. */
final class TarHeader {
    static final int BLOCK_BYTES = 512;

    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_LENGTH = 8;

    private final byte[] block;

    private TarHeader(byte[] block) {
        this.block = block;
    }

    /** Takes a block that is not all zeros. */
    static TarHeader of(byte[] block) {
        TarHeader header = new TarHeader(block);
        if (header.number(CHECKSUM_AT, CHECKSUM_LENGTH) != header.sum()) {
            throw new LayerException.Refused("it is no tar archive, or damaged: a header has a wrong checksum");
        }
        return header;
    }

    private long sum() {
        long sum = 0;
        for (int i = 0; i < BLOCK_BYTES; i++) {
            boolean checksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
            sum += checksum ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    /** The name; POSIX splits a long one in two. */
    String name() {
        String name = text(0, 100);
        String prefix = isPosix() ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    String linkName() {
        return text(157, 100);
    }

    int mode() {
        return (int) number(100, 8) & 0xfff;
    }

    long uid() {
        return number(108, 8);
    }

    long gid() {
        return number(116, 8);
    }

    long size() {
        return number(124, 12);
    }

    long modifiedSeconds() {
        return number(136, 12);
    }

    long deviceMajor() {
        return number(329, 8);
    }

    long deviceMinor() {
        return number(337, 8);
    }

    private boolean isPosix() {
        return text(257, 6).equals("ustar") && block[262] == 0;
    }

    private String text(int at, int length) {
        int end = at;
        while (end < at + length && block[end] != 0) {
            end++;
        }
        return PaxRecords.utf8(block, at, end);
    }

    private long number(int at, int length) {
        return number(block, at, length);
    }

    /** A number in octal digits, or, when its first bit is set, in two's complement. */
    static long number(byte[] bytes, int at, int length) {
        if ((bytes[at] & 0x80) != 0) {
            return binary(bytes, at, length);
        }
        long value = 0;
        boolean begun = false;
        for (int i = at; i < at + length; i++) {
            int c = bytes[i];
            if (c >= '0' && c <= '7') {
                value = value << 3 | c - '0';
                begun = true;
            } else if (c == 0 || (c == ' ' && begun)) {
                break;
            } else if (c != ' ') {
                throw new LayerException.Refused("a header has a damaged number");
            }
        }
        return value;
    }

    private static long binary(byte[] bytes, int at, int length) {
        boolean negative = (bytes[at] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = at; i < at + length; i++) {
            int digit = bytes[i] & 0xff;
            if (i == at) {
                digit = negative ? digit : digit & 0x7f;
            }
            long next = value << 8 | digit;
            if (next >> 8 != value) {
                throw new LayerException.Refused("a header has a number of more than 64 bits");
            }
            value = next;
        }
        return value;
    }
}
