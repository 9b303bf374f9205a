// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.ByteString;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceCopyInRequest;
import io.aurae.proto.cells.v0.CellServiceCopyInResponse;
import io.aurae.proto.cells.v0.CopyInStart;
import io.grpc.StatusException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** An archive on its way to a cell; what it is made of is read no further than the node takes it. */
final class CopySending {
    private static final int PIECE_BYTES = 256 << 10;

    private final Conversation<CellServiceCopyInRequest, CellServiceCopyInResponse> conversation;

    CopySending(AuraeClient client, CopyInStart start) {
        this.conversation = new Conversation<>(client.cellStreams().copyIn());
        conversation.send(CellServiceCopyInRequest.newBuilder().setStart(start).build());
    }

    /** Who writes the archive. */
    @FunctionalInterface
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** The node has ended the call; the answer says why. */
    private static final class Refused extends IOException {}

    /** Sends what is written, and waits until the node has it. */
    void send(Writer writer) throws IOException, InterruptedException, StatusException {
        try (OutputStream out = new BufferedOutputStream(new Pieces(), PIECE_BYTES)) {
            writer.write(out);
        } catch (Refused e) {
            conversation.receiveAll(answer -> {});
            return;
        }
        conversation.end();
        conversation.receiveAll(answer -> {});
    }

    private final class Pieces extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = offset; at < offset + length; at += PIECE_BYTES) {
                int size = Math.min(PIECE_BYTES, offset + length - at);
                conversation.send(CellServiceCopyInRequest.newBuilder()
                        .setArchive(ByteString.copyFrom(bytes, at, size))
                        .build());
                if (conversation.isOver()) {
                    throw new Refused();
                }
            }
        }
    }
}
