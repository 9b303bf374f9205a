// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.ByteString;
import io.aurae.cli.terminal.Size;
import io.aurae.proto.cells.v0.TerminalSize;
import java.io.IOException;
import java.io.InputStream;

/** What a caller sends to a process it is connected with. Each method may be called by any thread, and sends nothing once the process ended. */
interface ProcessInput {
    /** More of its standard input. */
    void send(ByteString bytes);

    /** Nothing more comes. */
    void end();

    void resize(Size size);

    static TerminalSize message(Size size) {
        return TerminalSize.newBuilder()
                .setColumns(size.columns())
                .setRows(size.rows())
                .build();
    }

    /** Sends all that comes from {@code in}, on a thread that does not keep the program alive. */
    default void sendAll(InputStream in) {
        Thread.ofPlatform().daemon().name("input").start(() -> {
            byte[] buffer = new byte[8192];
            try {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    send(ByteString.copyFrom(buffer, 0, count));
                }
            } catch (IOException e) {
                // The input is gone; that is its end.
            }
            end();
        });
    }
}
