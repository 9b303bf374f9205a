// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An extended header of <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">pax</a>: lines of length, key and
 * value. Values stay bytes, because those of extended attributes are no text.
 */
final class PaxRecords {
    static final PaxRecords NONE = new PaxRecords(Map.of());

    private static final String XATTR = "SCHILY.xattr.";

    private final Map<String, byte[]> records;

    private PaxRecords(Map<String, byte[]> records) {
        this.records = records;
    }

    static PaxRecords parse(byte[] content) {
        Map<String, byte[]> records = new HashMap<>();
        int at = 0;
        while (at < content.length) {
            int space = indexOf(content, ' ', at, Math.min(content.length, at + 10));
            int length = length(content, at, space);
            int end = at + length;
            int equals = space < 0 ? -1 : indexOf(content, '=', space, Math.min(end, content.length));
            if (equals < 0 || end > content.length || content[end - 1] != '\n') {
                throw new LayerException.Refused("an extended header has a damaged record");
            }
            String key = utf8(content, space + 1, equals);
            byte[] value = new byte[end - 1 - (equals + 1)];
            System.arraycopy(content, equals + 1, value, 0, value.length);
            records.put(key, value);
            at = end;
        }
        return new PaxRecords(records);
    }

    private static int length(byte[] content, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            if (content[i] < '0' || content[i] > '9') {
                return 1;
            }
            length = length * 10 + (content[i] - '0');
        }
        return Math.max(1, length);
    }

    private static int indexOf(byte[] content, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (content[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(records.get(key)).map(value -> utf8(value, 0, value.length));
    }

    Optional<Long> number(String key) {
        return Optional.ofNullable(records.get(key))
                .map(value -> decimal(key, value).toBigInteger().longValueExact());
    }

    /** A time in seconds with any number of decimals. */
    Optional<BigDecimal> time(String key) {
        return Optional.ofNullable(records.get(key)).map(value -> decimal(key, value));
    }

    /** The extended attributes by name. */
    Map<String, byte[]> attributes() {
        Map<String, byte[]> attributes = new HashMap<>();
        records.forEach((key, value) -> {
            if (key.startsWith(XATTR)) {
                attributes.put(key.substring(XATTR.length()), value);
            }
        });
        return attributes;
    }

    private static BigDecimal decimal(String key, byte[] value) {
        String text = new String(value, US_ASCII);
        if (!text.matches("-?[0-9]{1,19}(\\.[0-9]{0,30})?")) {
            throw new LayerException.Refused(
                    "an extended header has " + key + " '" + LayerException.printable(text) + "' (expected: a number)");
        }
        return new BigDecimal(text.endsWith(".") ? text + "0" : text);
    }

    /** Names are UTF-8: nothing else can be told to the file system. */
    static String utf8(byte[] bytes, int from, int to) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            String shown = LayerException.printable(new String(bytes, from, to - from, UTF_8));
            throw new LayerException.Refused("name '" + shown + "' is not UTF-8", e);
        }
    }
}
