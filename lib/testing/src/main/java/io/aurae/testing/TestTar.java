// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Writes tar archives byte by byte, so that a test can put into one what no program would. Everything belongs to the user who runs the test, which
 * needs no privilege to unpack.
 */
public final class TestTar {
    private static final int BLOCK = 512;
    private static final long SOME_TIME = 1_700_000_000L;

    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
    private final Map<String, byte[]> pax = new LinkedHashMap<>();

    /** A regular file. */
    public TestTar file(String name, String content) {
        return file(name, content, 0644);
    }

    /** A regular file. */
    public TestTar file(String name, String content, int mode) {
        return entry('0', name, "", mode, content.getBytes(UTF_8));
    }

    /** A directory. */
    public TestTar directory(String name) {
        return entry('5', name, "", 0755, new byte[0]);
    }

    /** A symbolic link. */
    public TestTar symbolicLink(String name, String target) {
        return entry('2', name, target, 0777, new byte[0]);
    }

    /** A hard link to an entry before. */
    public TestTar hardLink(String name, String target) {
        return entry('1', name, target, 0644, new byte[0]);
    }

    /** A record of the extended header of the next entry, such as {@code path} or {@code SCHILY.xattr.user.x}. */
    public TestTar pax(String key, byte[] value) {
        pax.put(key, value.clone());
        return this;
    }

    /** A record of the extended header of the next entry. */
    public TestTar pax(String key, String value) {
        return pax(key, value.getBytes(UTF_8));
    }

    /** Any entry. */
    public TestTar entry(char type, String name, String linkName, int mode, byte[] content) {
        if (!pax.isEmpty()) {
            byte[] records = records();
            pax.clear();
            write(header('x', "pax", "", 0644, records.length), records);
        }
        write(header(type, name, linkName, mode, content.length), content);
        return this;
    }

    /** These bytes as they are. */
    public TestTar raw(byte[] bytes) {
        archive.writeBytes(bytes);
        return this;
    }

    /** The archive with its end. */
    public byte[] bytes() {
        byte[] whole = archive.toByteArray();
        return Arrays.copyOf(whole, whole.length + 2 * BLOCK);
    }

    /** The archive with its end, compressed. */
    public byte[] gzip() {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    /** A header with a right checksum. */
    public static byte[] header(char type, String name, String linkName, int mode, long size) {
        byte[] block = new byte[BLOCK];
        put(block, 0, 100, name);
        put(block, 100, 8, octal(mode, 7));
        put(block, 108, 8, octal(own("unix:uid"), 7));
        put(block, 116, 8, octal(own("unix:gid"), 7));
        put(block, 124, 12, octal(size, 11));
        put(block, 136, 12, octal(SOME_TIME, 11));
        block[156] = (byte) type;
        put(block, 157, 100, linkName);
        put(block, 257, 8, "ustar\00000");
        return sealed(block);
    }

    /** The header with its checksum made right. */
    public static byte[] sealed(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, 8, octal(sum, 6) + "\0 ");
        return block;
    }

    private static String octal(long value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", value);
    }

    private static int own(String attribute) {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), attribute);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(byte[] block, int at, int length, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length > length) {
            throw new IllegalArgumentException("'" + text + "' is longer than " + length + " bytes");
        }
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private byte[] records() {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        pax.forEach((key, value) -> {
            int rest = 1 + key.getBytes(UTF_8).length + 1 + value.length + 1;
            int length = rest + Integer.toString(rest).length();
            if (rest + Integer.toString(length).length() > length) {
                length++;
            }
            records.writeBytes((length + " " + key + "=").getBytes(UTF_8));
            records.writeBytes(value);
            records.writeBytes("\n".getBytes(US_ASCII));
        });
        return records.toByteArray();
    }

    private void write(byte[] header, byte[] content) {
        archive.writeBytes(header);
        archive.writeBytes(content);
        archive.writeBytes(new byte[-content.length & BLOCK - 1]);
    }
}
