// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.terminal.RawTerminal;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.AttachStart;
import io.aurae.proto.cells.v0.Cell;
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
            return converse(new AttachCall(client, start.build()));
        }
        try (RawTerminal raw = RawTerminal.open()) {
            start.setSize(ProcessInput.message(raw.size()));
            AttachCall call = new AttachCall(client, start.build());
            raw.onResize(call::resize);
            return converse(call);
        }
    }

    private int converse(AttachCall call) throws InterruptedException {
        call.sendAll(streams.in());
        int code = follow();
        if (call.isCutOff()) {
            throw CliException.refused("standard input was cut off when auraed went away; '" + cell.getName()
                    + "' ended with code " + code + " and had a part of it");
        }
        return code;
    }
}
