// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.ByteString;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.aurae.proto.cells.v0.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Prints pieces of a log, each line behind the time it was written if asked. */
final class TimedLines {
    private final Streams streams;
    private final boolean timed;

    /** Outputs whose last piece ended in the middle of a line. */
    private final Set<OutputStream> within = EnumSet.noneOf(OutputStream.class);

    TimedLines(Streams streams, boolean timed) {
        this.streams = streams;
        this.timed = timed;
    }

    void print(CellServiceLogsResponse piece) {
        if (timed && !within.contains(piece.getStream())) {
            PrintStream out = piece.getStream() == OutputStream.OUTPUT_STREAM_STDERR ? streams.err() : streams.out();
            out.print(time(piece.getTimestampNanos()) + " ");
        }
        boolean ends = piece.getData().endsWith(ByteString.copyFromUtf8("\n"));
        if (ends) {
            within.remove(piece.getStream());
        } else {
            within.add(piece.getStream());
        }
        LogFollower.print(piece, streams);
    }

    private static Instant time(long nanos) {
        long second = TimeUnit.SECONDS.toNanos(1);
        return Instant.ofEpochSecond(Math.floorDiv(nanos, second), Math.floorMod(nanos, second));
    }
}
