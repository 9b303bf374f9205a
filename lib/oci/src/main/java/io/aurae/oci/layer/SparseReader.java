// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the map of a file with holes, in GNU's own form and in its forms 0.1 and 1.0 of pax. */
final class SparseReader {
    private static final int NUMBER_BYTES = 12;
    private static final int PAIR_BYTES = 2 * NUMBER_BYTES;
    private static final int MAX_DIGITS = 19;

    private final ArchiveStream in;
    private final String name;

    SparseReader(ArchiveStream in, String name) {
        this.in = in;
        this.name = name;
    }

    /** The map in a header of type S, and in the blocks that follow it. */
    SparseMap gnu(byte[] header) throws IOException {
        List<Long> numbers = new ArrayList<>();
        pairs(header, 386, 4, numbers);
        boolean more = header[482] != 0;
        while (more) {
            byte[] block = in.take(TarHeader.BLOCK_BYTES);
            pairs(block, 0, 21, numbers);
            more = block[504] != 0;
        }
        return SparseMap.of(numbers, TarHeader.number(header, 483, NUMBER_BYTES));
    }

    /** The map that the extended header holds or announces; the whole file when it says nothing of holes. */
    SparseMap pax(PaxRecords pax, long storedBytes) throws IOException {
        if (pax.text("GNU.sparse.major").isPresent()) {
            if (!pax.text("GNU.sparse.major").get().equals("1")
                    || !pax.text("GNU.sparse.minor").orElse("").equals("0")) {
                throw LayerException.entry(name, "has holes in an unknown form (expected: GNU sparse 0.1 or 1.0)");
            }
            return SparseMap.of(prefix(storedBytes), size(pax, "GNU.sparse.realsize"));
        }
        if (pax.text("GNU.sparse.map").isPresent()) {
            List<Long> numbers = Pattern.compile(",")
                    .splitAsStream(pax.text("GNU.sparse.map").get())
                    .filter(text -> !text.isEmpty())
                    .limit(2L * SparseMap.MAX_PIECES)
                    .map(this::number)
                    .toList();
            return SparseMap.of(numbers, size(pax, "GNU.sparse.size"));
        }
        if (pax.text("GNU.sparse.numblocks").isPresent()) {
            throw LayerException.entry(name, "has holes in an unknown form (expected: GNU sparse 0.1 or 1.0)");
        }
        return SparseMap.dense(storedBytes);
    }

    private long size(PaxRecords pax, String key) {
        return pax.number(key).orElseThrow(() -> LayerException.entry(name, "has holes but no " + key));
    }

    /** The map at the beginning of the content: lines of digits, filled up to a block. */
    private List<Long> prefix(long storedBytes) throws IOException {
        long begin = in.count();
        long count = line(begin + storedBytes);
        if (count > SparseMap.MAX_PIECES) {
            throw tooMany();
        }
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < 2 * count; i++) {
            numbers.add(line(begin + storedBytes));
        }
        in.pass(-(in.count() - begin) & (TarHeader.BLOCK_BYTES - 1));
        return numbers;
    }

    private long line(long end) throws IOException {
        StringBuilder digits = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || in.count() >= end || digits.length() > MAX_DIGITS) {
                throw LayerException.entry(name, "has a damaged map of its holes");
            }
            digits.append((char) c);
        }
        return number(digits.toString());
    }

    private long number(String text) {
        if (text.isEmpty() || text.length() >= MAX_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw LayerException.entry(name, "has a damaged map of its holes");
        }
        return Long.parseLong(text);
    }

    private void pairs(byte[] block, int at, int count, List<Long> numbers) {
        for (int i = 0; i < count && block[at + i * PAIR_BYTES] != 0; i++) {
            numbers.add(TarHeader.number(block, at + i * PAIR_BYTES, NUMBER_BYTES));
            numbers.add(TarHeader.number(block, at + i * PAIR_BYTES + NUMBER_BYTES, NUMBER_BYTES));
        }
        if (numbers.size() > 2 * SparseMap.MAX_PIECES) {
            throw tooMany();
        }
    }

    private LayerException tooMany() {
        return LayerException.entry(name, "has too many holes (expected: at most " + SparseMap.MAX_PIECES + ")");
    }
}
