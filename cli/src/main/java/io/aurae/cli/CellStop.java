// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceStopRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops an executable. */
@Command(
        name = "stop",
        header = "Stop an executable of a cell.",
        description = "One that has ended or is not there is no failure.",
        footer = "  aurae cell stop --time 2 jobs sleeper")
final class CellStop implements Callable<Integer> {
    @Option(
            names = {"-t", "--time"},
            paramLabel = "SECONDS",
            description = "From the stop signal to the kill. Default: what it was started with, else 10.")
    private @Nullable Seconds grace;

    @Parameters(index = "0", paramLabel = "CELL", description = "The cell.")
    private String cell = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The executable.")
    private String name = "";

    private final Aurae aurae;

    CellStop(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        CellServiceStopRequest.Builder request =
                CellServiceStopRequest.newBuilder().setCellName(cell).setExecutableName(name);
        if (grace != null) {
            request.setGracePeriod(grace.duration());
        }
        try (AuraeClient client = aurae.connect()) {
            client.cells().stop(request.build());
        }
        return ExitCode.OK;
    }
}
