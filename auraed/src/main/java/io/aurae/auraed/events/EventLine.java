// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The form of an event in a file: a checksum of the rest, and the fields, with tabs between them, ended by a line feed. A line that was cut
 * anywhere, or joined with another, does not fit its checksum.
 */
final class EventLine {
    private static final int FIELDS = 8;
    private static final String EVENT = "event";
    private static final String EPOCH = "epoch";

    /** What a line can hold. */
    sealed interface Content {}

    /** Something that happened. */
    record Happened(Event event) implements Content {}

    /** A daemon began; its events have ids from {@code firstId} on. */
    record Began(Epoch epoch) implements Content {}

    private EventLine() {}

    static byte[] of(Event event) {
        Resource resource = event.resource();
        return line(String.join(
                "\t",
                EVENT,
                Long.toString(event.id()),
                event.at().toString(),
                resource.type().name(),
                event.kind().name(),
                escaped(resource.path()),
                escaped(event.caller()),
                escaped(event.cause())));
    }

    static byte[] of(Epoch epoch) {
        return line(EPOCH + '\t' + epoch.name() + '\t' + epoch.firstId());
    }

    private static byte[] line(String rest) {
        return (checksum(rest) + '\t' + rest + '\n').getBytes(StandardCharsets.UTF_8);
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /** What a line without its line feed holds; empty when it is not whole, or was written by a daemon that knew more than this one. */
    static Optional<Content> parse(String line) {
        int tab = line.indexOf('\t');
        if (tab < 0 || !checksum(line.substring(tab + 1)).equals(line.substring(0, tab))) {
            return Optional.empty();
        }
        String[] fields = line.substring(tab + 1).split("\t", -1);
        try {
            return Optional.ofNullable(content(fields));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Content content(String[] fields) {
        if (fields[0].equals(EPOCH) && fields.length == 3) {
            return new Began(new Epoch(fields[1], Long.parseLong(fields[2])));
        }
        if (!fields[0].equals(EVENT) || fields.length != FIELDS) {
            return null;
        }
        Resource resource = new Resource(Resource.Type.valueOf(fields[3]), unescaped(fields[5]));
        return new Happened(new Event(
                Long.parseLong(fields[1]),
                Instant.parse(fields[2]),
                resource,
                EventKind.valueOf(fields[4]),
                unescaped(fields[6]),
                unescaped(fields[7])));
    }

    /** Without tabs and line feeds, which end fields. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int index = 0; index < text.length(); index++) {
            char next = text.charAt(index);
            if (next == '\\' && index + 1 < text.length()) {
                plain.append(
                        switch (text.charAt(++index)) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> '\\';
                        });
            } else {
                plain.append(next);
            }
        }
        return plain.toString();
    }
}
