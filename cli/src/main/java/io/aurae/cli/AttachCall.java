// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.ByteString;
import io.aurae.cli.terminal.Size;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.AttachStart;
import io.aurae.proto.cells.v0.CellServiceAttachRequest;
import io.aurae.proto.cells.v0.CellServiceAttachResponse;
import io.aurae.proto.cells.v0.TerminalSize;
import io.grpc.StatusException;

/**
 * The input side of a running executable. What it writes is taken from its log instead, which has also what was written before this call
 * was connected.
 */
final class AttachCall implements ProcessInput {
    private final Conversation<CellServiceAttachRequest, CellServiceAttachResponse> conversation;

    AttachCall(AuraeClient client, AttachStart start) {
        conversation = new Conversation<>(client.cellStreams().attach());
        conversation.send(CellServiceAttachRequest.newBuilder().setStart(start).build());
        Thread.ofPlatform().daemon().name("attached").start(this::ignoreOutput);
    }

    private void ignoreOutput() {
        try {
            conversation.receiveAll(answer -> {});
        } catch (StatusException e) {
            // The executable has ended, or the daemon is away; the log's reader finds out which.
            conversation.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void send(ByteString bytes) {
        conversation.send(CellServiceAttachRequest.newBuilder().setStdin(bytes).build());
    }

    @Override
    public void end() {
        conversation.end();
    }

    @Override
    public void resize(Size size) {
        TerminalSize.Builder wanted =
                TerminalSize.newBuilder().setColumns(size.columns()).setRows(size.rows());
        conversation.send(
                CellServiceAttachRequest.newBuilder().setResize(wanted).build());
    }
}
