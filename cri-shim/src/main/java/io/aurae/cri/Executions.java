// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.ByteString;
import io.aurae.client.AuraeClient;
import io.aurae.cri.v1.ExecSyncResponse;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.ExecStart;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.util.List;
import java.util.OptionalInt;

/** Commands that run beside a container's own process. */
final class Executions {
    /** How many bytes of each output stream are kept; the rest is read and dropped, so that the command is never held up. */
    static final int OUTPUT_LIMIT = 7 * 1024 * 1024;

    private final AuraeClient library;
    private final Containers containers;

    Executions(AuraeClient library, Containers containers) {
        this.library = library;
        this.containers = containers;
    }

    /**
     * Runs a command to its end. When the caller goes away the command is killed.
     *
     * @param timeoutSeconds no limit when zero; afterwards the command is killed and the answer is DEADLINE_EXCEEDED
     * @throws CriException NOT_FOUND, INVALID_ARGUMENT for an empty command, FAILED_PRECONDITION when the container does not run
     */
    ExecSyncResponse run(String givenContainer, List<String> command, long timeoutSeconds) {
        if (command.isEmpty()) {
            throw new CriException.Invalid("command", "", "at least a program");
        }
        ExecStart.Builder start = ExecStart.newBuilder()
                .setCellName(containers.id(givenContainer).cell())
                .setExecutableName(ContainerRequests.MAIN)
                .addAllArgs(command);
        if (timeoutSeconds > 0) {
            start.setTimeout(Times.seconds(timeoutSeconds));
        }
        try {
            return collect(CellServiceExecRequest.newBuilder().setStart(start).build());
        } catch (StatusRuntimeException e) {
            containers.requireRunning(givenContainer); // says it in the caller's words
            throw e;
        }
    }

    private ExecSyncResponse collect(CellServiceExecRequest start) {
        BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call =
                library.cellStreams().exec();
        try {
            call.write(start);
            return collect(call);
        } catch (StatusException e) {
            throw e.getStatus().asRuntimeException(e.getTrailers());
        } catch (InterruptedException e) {
            call.cancel("the caller went away", e);
            Thread.currentThread().interrupt();
            throw Status.CANCELLED
                    .withDescription("the caller went away")
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    private static ExecSyncResponse collect(BlockingClientCall<?, CellServiceExecResponse> call)
            throws StatusException, InterruptedException {
        Output stdout = new Output();
        Output stderr = new Output();
        OptionalInt exitCode = OptionalInt.empty();
        for (CellServiceExecResponse message = call.read(); message != null; message = call.read()) {
            switch (message.getMessageCase()) {
                case STDOUT -> stdout.add(message.getStdout());
                case STDERR -> stderr.add(message.getStderr());
                case EXIT_CODE -> exitCode = OptionalInt.of(message.getExitCode());
                case MESSAGE_NOT_SET -> {}
            }
        }
        return ExecSyncResponse.newBuilder()
                .setStdout(stdout.bytes)
                .setStderr(stderr.bytes)
                .setExitCode(exitCode.orElseThrow(Executions::unfinished))
                .build();
    }

    private static StatusRuntimeException unfinished() {
        return Status.INTERNAL
                .withDescription("exec ended without an exit code")
                .asRuntimeException();
    }

    /** One stream's output up to the limit. */
    private static final class Output {
        private ByteString bytes = ByteString.EMPTY;

        void add(ByteString more) {
            int room = OUTPUT_LIMIT - bytes.size();
            bytes = bytes.concat(more.substring(0, Math.min(room, more.size())));
        }
    }
}
