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

/** Sends what an executable wrote. */
final class LogStream {
    private LogStream() {}

    static void serve(
            Executable executable, CellServiceLogsRequest request, StreamCall<Void, CellServiceLogsResponse> call)
            throws InterruptedException {
        try (LogFile log = LogFile.open(executable.log(), LogRequests.range(request))) {
            if (request.getFollow()) {
                follow(executable, log, call);
            } else {
                send(log::read, call);
            }
        }
    }

    /** Until the executable has ended or the caller goes away. */
    private static void follow(Executable executable, LogFile log, StreamCall<Void, CellServiceLogsResponse> call)
            throws InterruptedException {
        Thread waiting = executable.onExit(log::processEnded);
        try {
            call.onCancel(log::processEnded);
            send(log::follow, call);
        } finally {
            waiting.interrupt();
        }
    }

    @FunctionalInterface
    private interface Entries {
        Optional<LogEntry> next() throws InterruptedException;
    }

    private static void send(Entries entries, StreamCall<Void, CellServiceLogsResponse> call)
            throws InterruptedException {
        Optional<LogEntry> entry = entries.next();
        while (entry.isPresent()) {
            call.send(message(entry.get()));
            entry = entries.next();
        }
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
