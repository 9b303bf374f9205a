// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.CellServiceFreezeRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Freezes cells. */
@Command(
        name = "freeze",
        header = "Keep what is in cells from running.",
        description = {
            "It keeps its memory and goes on where it was after 'thaw'. Nothing can be started in a frozen cell, nor 'exec' be used;"
                    + " 'stop' thaws it once the signal is sent."
        },
        footer = "  aurae freeze jobs")
final class Freeze implements Callable<Integer> {
    @Mixin
    private EachCell cells = new EachCell();

    private final Aurae aurae;

    Freeze(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        return cells.call(
                aurae,
                (client, cell) -> client.cells()
                        .freeze(CellServiceFreezeRequest.newBuilder()
                                .setCellName(cell)
                                .build()));
    }
}
