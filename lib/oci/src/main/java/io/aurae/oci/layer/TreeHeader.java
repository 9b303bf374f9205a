// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The blocks that head an entry: one, with an extended header of pax before it where that cannot say all. */
final class TreeHeader {
    private TreeHeader() {}

    /** @param type as the archive has it; only a file ({@code 0}) has a content */
    static byte[] of(char type, String name, TreeFacts facts, String link) {
        Map<String, String> records = new LinkedHashMap<>();
        HeaderBlock block = new HeaderBlock(type, fitting(records, "path", name), facts.mode())
                .link(fitting(records, "linkpath", link))
                .owner(fitting(records, "uid", facts.uid()), fitting(records, "gid", facts.gid()))
                .modified(modified(records, facts.modified()))
                .size(type == '0' ? facts.sizeBytes() : 0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!records.isEmpty()) {
            byte[] extension = extension(records);
            bytes.writeBytes(
                    new HeaderBlock('x', "pax", 0644).size(extension.length).bytes());
            bytes.writeBytes(extension);
            bytes.writeBytes(HeaderBlock.padding(extension.length));
        }
        bytes.writeBytes(block.bytes());
        return bytes.toByteArray();
    }

    private static String fitting(Map<String, String> records, String key, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        boolean ascii = bytes.length == text.length();
        if (ascii && bytes.length <= HeaderBlock.NAME_BYTES) {
            return text;
        }
        records.put(key, text);
        byte[] shown = text.replaceAll("[^ -~]", "_").getBytes(US_ASCII);
        return new String(shown, 0, Math.min(shown.length, HeaderBlock.NAME_BYTES), US_ASCII);
    }

    private static long fitting(Map<String, String> records, String key, long id) {
        if (id <= HeaderBlock.ID_MAX) {
            return id;
        }
        records.put(key, Long.toString(id));
        return 0;
    }

    private static long modified(Map<String, String> records, Instant modified) {
        long seconds = modified.getEpochSecond();
        if (modified.getNano() == 0 && seconds >= 0 && seconds <= HeaderBlock.NUMBER_MAX) {
            return seconds;
        }
        records.put("mtime", time(modified));
        return Math.clamp(seconds, 0, HeaderBlock.NUMBER_MAX);
    }

    /** As pax writes it: a decimal number, of which a time before 1970 is a negative one. */
    private static String time(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond())
                .add(BigDecimal.valueOf(time.getNano(), 9))
                .toPlainString();
    }

    /** Each record says its own length, the digits of the length included. */
    private static byte[] extension(Map<String, String> records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        records.forEach((key, value) -> {
            byte[] rest = (" " + key + "=" + value + "\n").getBytes(UTF_8);
            int length = rest.length + 1;
            while (Integer.toString(length).length() + rest.length != length) {
                length++;
            }
            all.writeBytes(Integer.toString(length).getBytes(US_ASCII));
            all.writeBytes(rest);
        });
        return all.toByteArray();
    }
}
