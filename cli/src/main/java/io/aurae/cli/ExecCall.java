// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.ByteString;
import io.aurae.cli.terminal.Size;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.ExecStart;
import io.grpc.StatusException;
import java.io.PrintStream;
import java.util.OptionalInt;

/** A process that runs beside an executable for as long as this call lives. */
final class ExecCall implements ProcessInput {
    private final Conversation<CellServiceExecRequest, CellServiceExecResponse> conversation;
    private OptionalInt exitCode = OptionalInt.empty();

    ExecCall(AuraeClient client, ExecStart start) {
        conversation = new Conversation<>(client.cellStreams().exec());
        conversation.send(CellServiceExecRequest.newBuilder().setStart(start).build());
    }

    @Override
    public void send(ByteString bytes) {
        conversation.send(CellServiceExecRequest.newBuilder().setStdin(bytes).build());
    }

    @Override
    public void end() {
        conversation.send(CellServiceExecRequest.newBuilder().setStdinEnd(true).build());
    }

    @Override
    public void resize(Size size) {
        conversation.send(CellServiceExecRequest.newBuilder()
                .setResize(ProcessInput.message(size))
                .build());
    }

    /** Prints what the process writes and answers its exit code when it has ended. */
    int finish(Streams streams) throws InterruptedException, StatusException {
        conversation.receiveAll(answer -> take(answer, streams));
        return exitCode.orElseThrow(() -> CliException.refused("the daemon ended the call without an exit code"));
    }

    private void take(CellServiceExecResponse answer, Streams streams) {
        switch (answer.getMessageCase()) {
            case STDOUT -> print(answer.getStdout(), streams.out());
            case STDERR -> print(answer.getStderr(), streams.err());
            case EXIT_CODE -> exitCode = OptionalInt.of(answer.getExitCode());
            case MESSAGE_NOT_SET -> {}
        }
    }

    private static void print(ByteString bytes, PrintStream out) {
        out.writeBytes(bytes.toByteArray());
        out.flush();
    }
}
