// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceFreezeRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "A cell, or a pod with one cell.")
    private List<String> names = List.of();

    private final Aurae aurae;

    Freeze(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            Workloads workloads = Workloads.read(client);
            for (String name : names) {
                client.cells()
                        .freeze(CellServiceFreezeRequest.newBuilder()
                                .setCellName(workloads.cell(name))
                                .build());
                aurae.streams().out().println(name);
            }
        }
        return ExitCode.OK;
    }
}
