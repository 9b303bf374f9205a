// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import com.google.protobuf.ByteString;
import io.aurae.auraed.executables.Executable;
import io.aurae.oci.runtime.LogEntry;
import io.aurae.oci.runtime.LogFile;
import io.aurae.oci.runtime.OutputKind;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.aurae.proto.cells.v0.OutputStream;
import io.aurae.rpc.StreamCall;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;

/** Sends what an executable wrote. */
final class LogStream {
    private LogStream() {}

    static void serve(
            Executable executable, CellServiceLogsRequest request, StreamCall<Void, CellServiceLogsResponse> call)
            throws InterruptedException {
        OptionalInt tail = request.hasTailLines() ? OptionalInt.of(request.getTailLines()) : OptionalInt.empty();
        try (LogFile log = LogFile.open(executable.log(), tail)) {
            if (request.getFollow()) {
                Thread following = Thread.currentThread();
                call.onCancel(following::interrupt);
                executable.onExit(log::processEnded);
            }
            Optional<LogEntry> entry = next(log, request.getFollow());
            while (entry.isPresent()) {
                call.send(message(entry.get()));
                entry = next(log, request.getFollow());
            }
        }
    }

    private static Optional<LogEntry> next(LogFile log, boolean follow) throws InterruptedException {
        return follow ? log.follow() : log.read();
    }

    private static CellServiceLogsResponse message(LogEntry entry) {
        return CellServiceLogsResponse.newBuilder()
                .setStream(stream(entry.kind()))
                .setData(ByteString.copyFrom(entry.data()))
                .setTimestampNanos(ChronoUnit.NANOS.between(Instant.EPOCH, entry.at()))
                .build();
    }

    private static OutputStream stream(OutputKind kind) {
        return switch (kind) {
            case STDOUT -> OutputStream.OUTPUT_STREAM_STDOUT;
            case STDERR -> OutputStream.OUTPUT_STREAM_STDERR;
        };
    }
}
