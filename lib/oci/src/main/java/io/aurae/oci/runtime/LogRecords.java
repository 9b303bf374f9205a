// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a log into entries. A record is {@code time stream tag text} and a line feed, the tag P when the line goes on in the
 * stream's next record, else F. A record that does not fit into the buffer comes in parts, and what is no record is left out.
 */
final class LogRecords {
    static final int HEADER_BYTES_MAX = 64;
    private static final int BUFFER_BYTES = 16 * 1024;

    /** What precedes the text of a record; {@code length} in bytes. */
    record Header(Instant at, OutputKind kind, boolean lineEnds, int length) {}

    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private @Nullable Header unfinished;

    /** Takes in what the channel has; false when that is nothing. */
    boolean fill(ReadableByteChannel channel) throws IOException {
        buffer.compact();
        try {
            return channel.read(buffer) > 0;
        } finally {
            buffer.flip();
        }
    }

    /** The next entry; empty when more must be read first. */
    Optional<LogEntry> next() {
        while (true) {
            int size = lineFeed();
            boolean ends = size >= 0;
            if (!ends && buffer.remaining() < BUFFER_BYTES) {
                return Optional.empty();
            }
            byte[] piece = new byte[ends ? size + 1 : buffer.remaining()];
            buffer.get(piece);
            Optional<LogEntry> entry = entry(piece, ends);
            if (entry.isPresent()) {
                return entry;
            }
        }
    }

    private int lineFeed() {
        for (int index = 0; index < buffer.remaining(); index++) {
            if (buffer.get(buffer.position() + index) == '\n') {
                return index;
            }
        }
        return -1;
    }

    private Optional<LogEntry> entry(byte[] piece, boolean ends) {
        Header begun = unfinished;
        unfinished = null;
        Optional<Header> found = begun == null ? header(piece) : Optional.of(begun);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Header header = found.get();
        if (!ends) {
            unfinished = new Header(header.at(), header.kind(), header.lineEnds(), 0);
        }
        boolean dropsLineFeed = ends && !header.lineEnds();
        byte[] data = Arrays.copyOfRange(piece, header.length(), piece.length - (dropsLineFeed ? 1 : 0));
        return Optional.of(new LogEntry(header.at(), new Output(header.kind(), data)));
    }

    /** The header at the beginning of these bytes; empty when they begin with none. */
    static Optional<Header> header(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, HEADER_BYTES_MAX), StandardCharsets.ISO_8859_1);
        String[] words = text.split(" ", 4);
        if (words.length < 4) {
            return Optional.empty();
        }
        Optional<OutputKind> kind = kind(words[1]);
        try {
            Instant at = OffsetDateTime.parse(words[0]).toInstant();
            int length = words[0].length() + words[1].length() + words[2].length() + 3;
            return kind.map(k -> new Header(at, k, !words[2].equals("P"), length));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<OutputKind> kind(String stream) {
        return switch (stream) {
            case "stdout" -> Optional.of(OutputKind.STDOUT);
            case "stderr" -> Optional.of(OutputKind.STDERR);
            default -> Optional.empty();
        };
    }
}
