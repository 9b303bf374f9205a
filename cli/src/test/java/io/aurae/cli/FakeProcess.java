// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.cells.v0.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that prints its arguments. With {@code exit N} as its last two it ends with N, without input or {@code stay} it ends with 0,
 * else it stays and writes its input to its output.
 */
final class FakeProcess {
    /** As {@code call::send}. */
    interface Sink {
        void send(CellServiceLogsResponse piece) throws InterruptedException;
    }

    private final List<CellServiceLogsResponse> log = new ArrayList<>();
    private final ExecutableStatus.Builder status;

    FakeProcess(Executable executable) {
        status = ExecutableStatus.newBuilder()
                .setExecutable(executable)
                .setPid(42)
                .setStartedAt(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() - 200))
                .setState(ExecutableState.EXECUTABLE_STATE_RUNNING);
        boolean split =
                executable.getArgsCount() == 0 && !executable.getCommand().isEmpty();
        List<String> args = split ? List.of(executable.getCommand().split(" ")) : executable.getArgsList();
        if (!args.isEmpty()) {
            write(ByteString.copyFromUtf8(String.join(" ", args) + "\n"));
        }
        int size = args.size();
        if (size > 1 && args.get(size - 2).equals("exit")) {
            end(Integer.parseInt(args.get(size - 1)));
        } else if (!executable.getStdin() && !args.isEmpty() && !args.contains("stay")) {
            end(0);
        }
    }

    synchronized void write(ByteString bytes) {
        log.add(CellServiceLogsResponse.newBuilder()
                .setStream(OutputStream.OUTPUT_STREAM_STDOUT)
                .setData(bytes)
                .build());
        notifyAll();
    }

    synchronized void end(int code) {
        if (status.getState() == ExecutableState.EXECUTABLE_STATE_RUNNING) {
            status.setState(ExecutableState.EXECUTABLE_STATE_EXITED)
                    .setExitCode(code)
                    .setFinishedAt(
                            Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() - 130));
        }
        notifyAll();
    }

    synchronized ExecutableStatus status() {
        return status.build();
    }

    synchronized void awaitEnd() {
        try {
            while (status.getState() == ExecutableState.EXECUTABLE_STATE_RUNNING) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized void readLog(boolean follow, Sink sink) throws InterruptedException {
        for (int sent = 0; ; ) {
            while (sent < log.size()) {
                sink.send(log.get(sent++));
            }
            if (!follow || status.getState() != ExecutableState.EXECUTABLE_STATE_RUNNING) {
                return;
            }
            wait();
        }
    }
}
