// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.terminal.RawTerminal;
import io.aurae.cli.terminal.Size;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.AttachStart;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.TerminalSize;
import java.io.IOException;

/** A cell's main executable in the foreground: its output here, and its input if that was asked for, until it ends. */
record Foreground(AuraeClient client, Cell cell, Streams streams) {

    /** Answers the exit code. */
    int follow() throws InterruptedException {
        return new LogFollower(client, cell.getName(), cell.getMain().getName(), streams).follow();
    }

    /** The same with standard input passed on, from a raw terminal if the executable has one. */
    int converse(boolean terminal) throws InterruptedException, IOException {
        AttachStart.Builder start = AttachStart.newBuilder()
                .setCellName(cell.getName())
                .setExecutableName(cell.getMain().getName())
                .setStdin(true);
        if (!terminal) {
            new AttachCall(client, start.build()).sendAll(streams.in());
            return follow();
        }
        try (RawTerminal raw = RawTerminal.open()) {
            Size size = raw.size();
            start.setSize(TerminalSize.newBuilder().setColumns(size.columns()).setRows(size.rows()));
            AttachCall call = new AttachCall(client, start.build());
            raw.onResize(call::resize);
            call.sendAll(streams.in());
            return follow();
        }
    }
}
