// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.observe;

import io.aurae.auraed.executables.Executable;
import io.aurae.oci.runtime.LogEntry;
import io.aurae.oci.runtime.LogFile;
import io.aurae.oci.runtime.OutputKind;
import io.aurae.proto.observe.v0.GetSubProcessStreamRequest;
import io.aurae.proto.observe.v0.GetSubProcessStreamResponse;
import io.aurae.rpc.StreamCall;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What one process writes, read from its log, so that the process waits for no reader. */
final class ProcessStream {
    private final Executable executable;
    private final Optional<OutputKind> only;
    private final boolean fromStart;
    private final boolean follow;

    private ProcessStream(Executable executable, Optional<OutputKind> only, boolean fromStart, boolean follow) {
        this.executable = executable;
        this.only = only;
        this.fromStart = fromStart;
        this.follow = follow;
    }

    /** @throws ObserveException INVALID_ARGUMENT when there is no such output */
    static ProcessStream of(Executable executable, GetSubProcessStreamRequest request) {
        Optional<OutputKind> only = switch (request.getChannelType()) {
            case LOG_CHANNEL_TYPE_UNSPECIFIED -> Optional.empty();
            case LOG_CHANNEL_TYPE_STDOUT -> Optional.of(OutputKind.STDOUT);
            case LOG_CHANNEL_TYPE_STDERR -> Optional.of(OutputKind.STDERR);
            case UNRECOGNIZED ->
                throw new ObserveException.Invalid("channel type '" + request.getChannelTypeValue()
                        + "' (expected: 0 for both, 1 for stdout, 2 for stderr)");
        };
        return new ProcessStream(executable, only, request.getFromStart(), !request.getNoFollow());
    }

    void run(StreamCall<Void, GetSubProcessStreamResponse> call) throws InterruptedException {
        OptionalInt tail = fromStart ? OptionalInt.empty() : OptionalInt.of(0);
        try (LogFile log = LogFile.open(executable.log(), tail)) {
            Thread waiting = executable.onExit(log::processEnded);
            try {
                call.onCancel(log::processEnded);
                Optional<LogEntry> entry = follow ? log.follow() : log.read();
                while (entry.isPresent() && !call.cancelled()) {
                    send(entry.get(), call);
                    entry = follow ? log.follow() : log.read();
                }
            } finally {
                waiting.interrupt();
            }
        }
    }

    private void send(LogEntry entry, StreamCall<Void, GetSubProcessStreamResponse> call) throws InterruptedException {
        if (only.isPresent() && only.get() != entry.kind()) {
            return;
        }
        String text = new String(entry.data(), StandardCharsets.UTF_8);
        String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        String channel = entry.kind().name().toLowerCase(Locale.ROOT);
        call.send(GetSubProcessStreamResponse.newBuilder()
                .setItem(LogItems.item(channel, line, entry.at()))
                .build());
    }
}
