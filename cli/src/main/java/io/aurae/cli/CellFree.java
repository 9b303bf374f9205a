// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Frees cells. */
@Command(
        name = "free",
        header = "End what runs in cells and below them, and remove them.",
        description = "One that is not there is no failure.",
        footer = "  aurae cell free jobs")
final class CellFree implements Callable<Integer> {
    @Parameters(paramLabel = "CELL", arity = "1..*", description = "The cell.")
    private List<String> cells = List.of();

    private final Aurae aurae;

    CellFree(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            for (String cell : cells) {
                client.cells()
                        .free(CellServiceFreeRequest.newBuilder()
                                .setCellName(cell)
                                .build());
            }
        }
        return ExitCode.OK;
    }
}
