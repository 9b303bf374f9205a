// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the stored bytes of a file lie in it; between them are holes.
 *
 * @param sizeBytes of the file with its holes
 */
record SparseMap(List<Piece> pieces, long sizeBytes) {
    /** Most pieces of one file. */
    static final int MAX_PIECES = 100_000;

    /** A stretch that is stored. */
    record Piece(long offset, long length) {}

    SparseMap {
        pieces = List.copyOf(pieces);
    }

    /** A file without holes. */
    static SparseMap dense(long sizeBytes) {
        return new SparseMap(List.of(new Piece(0, sizeBytes)), sizeBytes);
    }

    /** The map with these offsets and lengths in turn. */
    static SparseMap of(List<Long> numbers, long sizeBytes) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i + 1 < numbers.size(); i += 2) {
            pieces.add(new Piece(numbers.get(i), numbers.get(i + 1)));
        }
        return new SparseMap(pieces, sizeBytes);
    }

    long storedBytes() {
        return pieces.stream().mapToLong(Piece::length).sum();
    }

    /** Refuses a map whose pieces overlap, are out of order, reach over the end, or store another amount than the archive has. */
    void check(String name, long storedBytes) {
        long end = 0;
        long stored = 0;
        for (Piece piece : pieces) {
            if (piece.offset() < end || piece.length() < 0 || piece.offset() > sizeBytes - piece.length()) {
                throw LayerException.entry(name, "has a damaged map of its holes");
            }
            end = piece.offset() + piece.length();
            stored += piece.length();
        }
        if (stored != storedBytes || sizeBytes < 0) {
            throw LayerException.entry(name, "has a map of its holes that does not fit its content");
        }
    }
}
