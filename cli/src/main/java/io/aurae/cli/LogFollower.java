// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.Timestamp;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.aurae.proto.cells.v0.CellServiceWaitRequest;
import io.aurae.proto.cells.v0.OutputStream;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * Prints all that an executable writes until it ends, also across a restart of the daemon: the log is on disk, so it goes on where it
 * stopped.
 */
final class LogFollower {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final AuraeClient client;
    private final String cell;
    private final String executable;
    private final Streams streams;
    private long printed;
    private long lastNanos;
    private long printedOfLast;

    LogFollower(AuraeClient client, String cell, String executable, Streams streams) {
        this.client = client;
        this.cell = cell;
        this.executable = executable;
        this.streams = streams;
    }

    /** Answers the exit code when the executable has ended. */
    int follow() throws InterruptedException {
        patiently(this::print);
        return patiently(this::exitCode);
    }

    private long print() {
        CellServiceLogsRequest.Builder request = CellServiceLogsRequest.newBuilder()
                .setCellName(cell)
                .setExecutableName(executable)
                .setFollow(true);
        if (printed > 0) {
            request.setSince(Timestamp.newBuilder()
                    .setSeconds(lastNanos / NANOS_PER_SECOND)
                    .setNanos((int) (lastNanos % NANOS_PER_SECOND)));
        }
        Iterator<CellServiceLogsResponse> pieces = client.cells().logs(request.build());
        long known = printedOfLast;
        while (pieces.hasNext()) {
            CellServiceLogsResponse piece = pieces.next();
            if (piece.getTimestampNanos() == lastNanos && known > 0) {
                known--;
            } else {
                print(piece, streams);
                remember(piece.getTimestampNanos());
            }
        }
        return printed;
    }

    /** Older files of the log may be gone at the next connection, so the place in it is a time, and how many pieces of that time were seen. */
    private void remember(long nanos) {
        printedOfLast = nanos == lastNanos ? printedOfLast + 1 : 1;
        lastNanos = nanos;
        printed++;
    }

    private int exitCode() {
        CellServiceWaitRequest request = CellServiceWaitRequest.newBuilder()
                .setCellName(cell)
                .setExecutableName(executable)
                .build();
        return client.cells().wait(request).getStatus().getExitCode();
    }

    /** Prints one piece at once, to the stream it was written to. */
    static void print(CellServiceLogsResponse piece, Streams streams) {
        PrintStream out = piece.getStream() == OutputStream.OUTPUT_STREAM_STDERR ? streams.err() : streams.out();
        out.writeBytes(piece.getData().toByteArray());
        out.flush();
    }

    /** Does it again while the daemon is away, for as long as something is got between one absence and the next. */
    private <T> T patiently(Supplier<T> work) throws InterruptedException {
        long before = printed;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return work.get();
            } catch (StatusRuntimeException e) {
                boolean progress = printed > before;
                if (e.getStatus().getCode() != Status.Code.UNAVAILABLE || (!progress && System.nanoTime() > deadline)) {
                    throw e;
                }
                before = printed;
                deadline = progress ? System.nanoTime() + PATIENCE.toNanos() : deadline;
                Thread.sleep(PAUSE);
            }
        }
    }
}
