// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.oci.runtime.LogRange;
import io.aurae.oci.runtime.OutputKind;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Tells which part of a log a request wants. */
final class LogRequests {
    private LogRequests() {}

    /** @throws ResourceException INVALID_ARGUMENT */
    static LogRange range(CellServiceLogsRequest request) {
        return new LogRange(
                request.hasTailLines() ? OptionalInt.of(lines(request.getTailLines())) : OptionalInt.empty(),
                request.hasSince() ? Optional.of(instant("since", request.getSince())) : Optional.empty(),
                request.hasUntil() ? Optional.of(instant("until", request.getUntil())) : Optional.empty(),
                output(request));
    }

    /** No log has more lines than an int can count. */
    private static int lines(int unsigned) {
        return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
    }

    private static Instant instant(String what, Timestamp timestamp) {
        if (!Timestamps.isValid(timestamp)) {
            throw ResourceException.invalid("logs: " + what + " '" + timestamp.getSeconds() + " s and "
                    + timestamp.getNanos() + " ns' (expected: a time from the year 1 to 9999)");
        }
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    private static Optional<OutputKind> output(CellServiceLogsRequest request) {
        return switch (request.getStream()) {
            case OUTPUT_STREAM_UNSPECIFIED -> Optional.empty();
            case OUTPUT_STREAM_STDOUT -> Optional.of(OutputKind.STDOUT);
            case OUTPUT_STREAM_STDERR -> Optional.of(OutputKind.STDERR);
            case UNRECOGNIZED ->
                throw ResourceException.invalid("logs: stream '" + request.getStreamValue()
                        + "' (expected: 0 for both, 1 for stdout, 2 for stderr)");
        };
    }
}
