// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Finds where the last lines of a log begin, reading no more of it than those lines. */
final class LogTail {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final FileChannel channel;
    private final long size;
    private long blockStart;
    private byte[] block = {};

    private LogTail(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    /** Where the last lines begin, how many of them there are, and whether another line ends before the first of them. */
    record Start(long position, int lines, boolean enough) {}

    /**
     * The position of the first record of the last {@code lines} lines, or of as many as there are.
     *
     * @param youngest whether nothing comes behind the file: then a line whose end is not written yet counts, else it is counted where it
     *     ends
     */
    static Start start(FileChannel channel, int lines, boolean youngest) throws IOException {
        return new LogTail(channel).start(lines, youngest);
    }

    private Start start(int lines, boolean youngest) throws IOException {
        long begin;
        int count = 0;
        // From one record to the one before it.
        for (long end = size; end > 0; end = begin) {
            begin = recordStart(end);
            boolean lineEnds = (youngest && end == size) || lineEnds(begin);
            if (lineEnds && ++count > lines) {
                return new Start(end, lines, true);
            }
        }
        return new Start(0, count, false);
    }

    /** Where the record that ends right before {@code end} begins. */
    private long recordStart(long end) throws IOException {
        long begin = end - 1;
        while (begin > 0 && at(begin - 1) != '\n') {
            begin--;
        }
        return begin;
    }

    private boolean lineEnds(long record) throws IOException {
        byte[] header = new byte[(int) Math.min(LogRecords.HEADER_BYTES_MAX, size - record)];
        for (int index = 0; index < header.length; index++) {
            header[index] = at(record + index);
        }
        return LogRecords.header(header).map(LogRecords.Header::lineEnds).orElse(true);
    }

    private byte at(long position) throws IOException {
        if (position < blockStart || position >= blockStart + block.length) {
            // Most of the block lies before the position, because that is where we are going.
            blockStart = Math.max(0, position - BLOCK_BYTES + LogRecords.HEADER_BYTES_MAX);
            block = read(blockStart, (int) Math.min(BLOCK_BYTES, size - blockStart));
        }
        return block[(int) (position - blockStart)];
    }

    private byte[] read(long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("was cut while it was read");
            }
        }
        return bytes.array();
    }
}
