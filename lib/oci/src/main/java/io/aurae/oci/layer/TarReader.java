// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Reads an archive entry by entry, in the formats of old tar, POSIX (ustar, pax) and GNU. Global headers of pax are passed over, as other
 * runtimes do.
 */
final class TarReader {
    private static final int MAX_EXTENSION_BYTES = 1 << 20;

    private final ArchiveStream in;
    /** What of the present entry's content was not read yet, and what fills up its last block. */
    private long left;

    private long padding;

    TarReader(ArchiveStream in) {
        this.in = in;
    }

    /** What precedes the header of an entry and adds to it. */
    private static final class Extensions {
        PaxRecords pax = PaxRecords.NONE;
        Optional<String> name = Optional.empty();
        Optional<String> linkName = Optional.empty();
    }

    /** The next entry, empty after the last one. What was not read of the content before is passed over. */
    Optional<TarEntry> next() throws IOException {
        Extensions extensions = new Extensions();
        while (true) {
            in.pass(left + padding);
            left = 0;
            padding = 0;
            byte[] block = block();
            if (block.length == 0) {
                return Optional.empty();
            }
            TarHeader header = TarHeader.of(block);
            switch (header.type()) {
                case 'x' -> extensions.pax = PaxRecords.parse(extension(header));
                case 'g' -> extension(header);
                case 'L' -> extensions.name = Optional.of(terminated(extension(header)));
                case 'K' -> extensions.linkName = Optional.of(terminated(extension(header)));
                default -> {
                    return Optional.of(entry(header, block, extensions));
                }
            }
        }
    }

    /** The content of the present entry as it is stored. */
    InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int read = in.read(bytes, offset, (int) Math.min(length, left));
                if (read < 0) {
                    throw new EOFException("archive ends too early");
                }
                left -= read;
                return read;
            }
        };
    }

    /** The next block that is not the archive's end, else nothing. An archive may lack the two blocks of zeros that should end it. */
    private byte[] block() throws IOException {
        byte[] block = in.readNBytes(TarHeader.BLOCK_BYTES);
        if (block.length != 0 && block.length != TarHeader.BLOCK_BYTES) {
            throw new EOFException("archive ends too early");
        }
        for (byte b : block) {
            if (b != 0) {
                return block;
            }
        }
        return new byte[0];
    }

    private byte[] extension(TarHeader header) throws IOException {
        long size = header.size();
        if (size < 0 || size > MAX_EXTENSION_BYTES) {
            throw new LayerException.Refused(
                    "an extended header has '" + size + "' bytes (expected: at most " + MAX_EXTENSION_BYTES + ")");
        }
        byte[] content = in.take((int) size);
        in.pass(padding(size));
        return content;
    }

    private static String terminated(byte[] name) {
        int end = name.length;
        while (end > 0 && name[end - 1] == 0) {
            end--;
        }
        return PaxRecords.utf8(name, 0, end);
    }

    private static long padding(long size) {
        return -size & (TarHeader.BLOCK_BYTES - 1);
    }

    private TarEntry entry(TarHeader header, byte[] block, Extensions extensions) throws IOException {
        PaxRecords pax = extensions.pax;
        String name = pax.text("GNU.sparse.name")
                .or(() -> pax.text("path"))
                .or(() -> extensions.name)
                .orElseGet(header::name);
        TarEntry.Type type = type(header.type(), name);
        if (type == TarEntry.Type.FILE) {
            left = pax.number("size").orElseGet(header::size);
            if (left < 0) {
                throw LayerException.entry(name, "has a negative size");
            }
            padding = padding(left);
        }
        SparseMap sparse = type == TarEntry.Type.FILE ? sparse(header, block, pax, name) : SparseMap.dense(0);
        return new TarEntry(
                type,
                name,
                pax.text("linkpath").or(() -> extensions.linkName).orElseGet(header::linkName),
                header.mode(),
                pax.number("uid").orElseGet(header::uid),
                pax.number("gid").orElseGet(header::gid),
                time(pax.time("mtime").orElseGet(() -> BigDecimal.valueOf(header.modifiedSeconds()))),
                device(type, header),
                left,
                pax.attributes(),
                sparse);
    }

    private SparseMap sparse(TarHeader header, byte[] block, PaxRecords pax, String name) throws IOException {
        SparseReader reader = new SparseReader(in, name);
        long before = in.count();
        boolean gnu = header.type() == 'S';
        SparseMap map = gnu ? reader.gnu(block) : reader.pax(pax, left);
        if (!gnu) {
            left -= in.count() - before;
        }
        if (left < 0) {
            throw LayerException.entry(name, "has a map of its holes that does not fit its content");
        }
        map.check(name, left);
        return map;
    }

    private static TarEntry.Device device(TarEntry.Type type, TarHeader header) {
        boolean device = type == TarEntry.Type.CHARACTER_DEVICE || type == TarEntry.Type.BLOCK_DEVICE;
        return device ? new TarEntry.Device(header.deviceMajor(), header.deviceMinor()) : new TarEntry.Device(0, 0);
    }

    private static TarEntry.Type type(char type, String name) {
        return switch (type) {
            // Before POSIX a directory was a file whose name ends with a slash.
            case 0, '0', '7' -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
            case 'S' -> TarEntry.Type.FILE;
            case '1' -> TarEntry.Type.HARD_LINK;
            case '2' -> TarEntry.Type.SYMBOLIC_LINK;
            case '3' -> TarEntry.Type.CHARACTER_DEVICE;
            case '4' -> TarEntry.Type.BLOCK_DEVICE;
            case '5' -> TarEntry.Type.DIRECTORY;
            case '6' -> TarEntry.Type.FIFO;
            default ->
                throw LayerException.entry(
                        name,
                        "is of type '" + LayerException.printable(String.valueOf(type))
                                + "' (expected: 0 to 7, or GNU's S)");
        };
    }

    private static TarEntry.Time time(BigDecimal time) {
        BigDecimal seconds = time.setScale(0, RoundingMode.FLOOR);
        int nanos = time.subtract(seconds).movePointRight(9).intValue();
        return new TarEntry.Time(seconds.longValueExact(), nanos);
    }
}
