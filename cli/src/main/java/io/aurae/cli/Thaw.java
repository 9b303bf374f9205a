// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceThawRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Thaws cells. */
@Command(
        name = "thaw",
        header = "Let what is in frozen cells run.",
        description = "A cell that is not frozen is no failure; one in a frozen cell is.",
        footer = "  aurae thaw jobs")
final class Thaw implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "A cell, or a pod with one cell.")
    private List<String> names = List.of();

    private final Aurae aurae;

    Thaw(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            Workloads workloads = Workloads.read(client);
            for (String name : names) {
                client.cells()
                        .thaw(CellServiceThawRequest.newBuilder()
                                .setCellName(workloads.cell(name))
                                .build());
                aurae.streams().out().println(name);
            }
        }
        return ExitCode.OK;
    }
}
