// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceWaitRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Waits for the end of what runs. */
@Command(
        name = "wait",
        header = "Wait until something has ended, and end as it did.",
        description = "What its restart policy starts again has not ended.",
        footer = "  aurae wait web",
        exitCodeOnExecutionException = ExitCode.NOT_STARTED)
final class Wait implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "A name that ps shows.")
    private String name = "";

    private final Aurae aurae;

    Wait(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            Workload workload = Workloads.read(client).find(name);
            CellServiceWaitRequest.Builder request =
                    CellServiceWaitRequest.newBuilder().setExecutableName(workload.executableName());
            workload.ifInCell(request::setCellName);
            return client.cells().wait(request.build()).getStatus().getExitCode();
        }
    }
}
