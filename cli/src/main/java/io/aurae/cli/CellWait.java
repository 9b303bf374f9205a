// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceWaitRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Waits for the end of an executable. */
@Command(
        name = "wait",
        header = "Wait until an executable has ended and end as it did.",
        footer = "  aurae cell wait jobs sleeper",
        exitCodeOnExecutionException = ExitCode.NOT_STARTED)
final class CellWait implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CELL", description = "The cell.")
    private String cell = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The executable.")
    private String name = "";

    private final Aurae aurae;

    CellWait(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            CellServiceWaitRequest request = CellServiceWaitRequest.newBuilder()
                    .setCellName(cell)
                    .setExecutableName(name)
                    .build();
            return client.cells().wait(request).getStatus().getExitCode();
        }
    }
}
