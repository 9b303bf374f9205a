// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceAllocateResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Allocates a cell. */
@Command(
        name = "allocate",
        header = "Make a cell; nothing runs in it yet.",
        description = {
            "Repeated with the same arguments it succeeds; a cell of that name with others is refused.",
            "A limit that is not given is that of what lies around it. Amounts of bytes take k, m, g or t, powers of 1024."
        },
        footer = {
            "  aurae cell allocate --cpus 0.5 --memory 64m jobs",
            "  aurae cell allocate --cpuset-cpus 0-1 jobs/batch"
        })
final class CellAllocate implements Callable<Integer> {
    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Option(
            names = "--isolate-process",
            description = "Its executables, and those in cells below, see no process but their own.")
    private boolean isolateProcess;

    @Option(
            names = "--isolate-network",
            description = "A network of its own, with a loopback link only, for it and the cells below.")
    private boolean isolateNetwork;

    @Parameters(paramLabel = "CELL", description = "Its name, the cells it lies in first: parent/child.")
    private String name = "";

    private final Aurae aurae;

    CellAllocate(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        CellServiceAllocateResponse answer;
        try (AuraeClient client = aurae.connect()) {
            answer = client.cells()
                    .allocate(CellServiceAllocateRequest.newBuilder()
                            .setCell(cell())
                            .build());
        }
        aurae.output().show(answer::getCellName, () -> Documents.of(answer));
        return ExitCode.OK;
    }

    private Cell cell() {
        Cell.Builder cell = Cell.newBuilder()
                .setName(name)
                .setIsolateProcess(isolateProcess)
                .setIsolateNetwork(isolateNetwork);
        limits.apply(cell);
        return cell.build();
    }
}
