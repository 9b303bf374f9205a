// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.ByteString;
import io.aurae.cli.terminal.Size;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.AttachStart;
import io.aurae.proto.cells.v0.CellServiceAttachRequest;
import io.aurae.proto.cells.v0.CellServiceAttachResponse;
import io.aurae.proto.cells.v0.TerminalSize;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;

/**
 * The input side of a running executable. What it writes is taken from its log instead, which has also what was written before this call
 * was connected. A terminal is connected anew when the daemon was away, less the keys of the meantime; other input is cut off by that,
 * since nobody can tell how much of it had arrived.
 */
final class AttachCall implements ProcessInput {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final AuraeClient client;
    private AttachStart start;
    private Conversation<CellServiceAttachRequest, CellServiceAttachResponse> conversation;
    private boolean ended;
    private boolean cutOff;

    AttachCall(AuraeClient client, AttachStart start) {
        this.client = client;
        this.start = start;
        this.conversation = connect();
        Thread.ofPlatform().daemon().name("attached").start(this::ignoreOutput);
    }

    private Conversation<CellServiceAttachRequest, CellServiceAttachResponse> connect() {
        Conversation<CellServiceAttachRequest, CellServiceAttachResponse> made =
                new Conversation<>(client.cellStreams().attach());
        made.send(CellServiceAttachRequest.newBuilder().setStart(start).build());
        return made;
    }

    /** Whether the executable did not get all of its input. */
    synchronized boolean isCutOff() {
        return cutOff;
    }

    private void ignoreOutput() {
        try {
            while (true) {
                try {
                    current().receiveAll(answer -> {});
                    return;
                } catch (StatusException e) {
                    if (!isOverAfter(e.getStatus().getCode())) {
                        Thread.sleep(PAUSE); // the daemon comes back when it can; for how long to wait the log's reader
                        // decides
                        connectAgain();
                    } else {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The executable has ended, or the daemon is away; the log's reader finds out which. */
    private synchronized boolean isOverAfter(Status.Code code) {
        boolean isAway = code == Status.Code.UNAVAILABLE;
        if (isAway && start.hasSize()) {
            return false;
        }
        cutOff = isAway && !ended;
        conversation.end();
        return true;
    }

    private synchronized Conversation<CellServiceAttachRequest, CellServiceAttachResponse> current() {
        return conversation;
    }

    private synchronized void connectAgain() {
        conversation = connect();
    }

    @Override
    public void send(ByteString bytes) {
        current().send(CellServiceAttachRequest.newBuilder().setStdin(bytes).build());
    }

    @Override
    public synchronized void end() {
        ended = true;
        conversation.end();
    }

    @Override
    public synchronized void resize(Size size) {
        TerminalSize wanted = ProcessInput.message(size);
        start = start.toBuilder().setSize(wanted).build();
        conversation.send(
                CellServiceAttachRequest.newBuilder().setResize(wanted).build());
    }
}
