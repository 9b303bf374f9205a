// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.CellServiceThawRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Thaws cells. */
@Command(
        name = "thaw",
        header = "Let what is in frozen cells run.",
        description = "A cell that is not frozen is no failure; one in a frozen cell is.",
        footer = "  aurae thaw jobs")
final class Thaw implements Callable<Integer> {
    @Mixin
    private EachCell cells = new EachCell();

    private final Aurae aurae;

    Thaw(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        return cells.call(
                aurae,
                (client, cell) -> client.cells()
                        .thaw(CellServiceThawRequest.newBuilder()
                                .setCellName(cell)
                                .build()));
    }
}
