// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceProcessesRequest;
import io.aurae.proto.cells.v0.ProcessStatus;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the processes of a cell. */
@Command(
        name = "top",
        header = "List the processes of a cell.",
        description = "Those of cells below it too; PID is the number that the node has for it.",
        footer = {"  aurae top web", "  aurae top --output json jobs"})
final class Top implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "A cell, or a pod with one cell.")
    private String name = "";

    private final Aurae aurae;

    Top(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        List<ProcessStatus> processes;
        try (AuraeClient client = aurae.connect()) {
            processes = client.cells()
                    .processes(CellServiceProcessesRequest.newBuilder()
                            .setCellName(Workloads.read(client).cell(name))
                            .build())
                    .getProcessesList();
        }
        aurae.output().show(() -> table(processes), () -> Documents.of(processes));
        return ExitCode.OK;
    }

    private static Table table(List<ProcessStatus> processes) {
        Table table = new Table("PID", "USER", "STATE", "CPU", "MEMORY", "EXECUTABLE", "COMMAND");
        for (ProcessStatus process : processes) {
            table.add(
                    Integer.toString(process.getPid()),
                    process.getUser(),
                    process.getState(),
                    String.format(Locale.ROOT, "%.2fs", process.getCpuNanos() / 1e9),
                    Words.size(process.getRss()),
                    process.getExecutableName(),
                    Words.printable(String.join(" ", process.getArgsList())));
        }
        return table;
    }
}
