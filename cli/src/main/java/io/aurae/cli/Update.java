// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceUpdateRequest;
import io.aurae.proto.cells.v0.CellServiceUpdateResponse;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes limits of a cell. */
@Command(
        name = "update",
        header = "Change the limits of a cell while it runs.",
        description = {
            "Only what is given changes; when one of the limits is refused, all stay as they were. A pod with one cell stands for that cell."
        },
        footer = {"  aurae update --memory 256m web", "  aurae update --cpus none --pids 100 jobs/batch"})
final class Update implements Callable<Integer> {
    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Parameters(paramLabel = "NAME", description = "A cell, or a pod with one cell.")
    private String name = "";

    @Spec
    private @Nullable CommandSpec spec;

    private final Aurae aurae;

    Update(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        Cell.Builder change = Cell.newBuilder();
        limits.apply(change);
        if (change.build().equals(Cell.getDefaultInstance())) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "give at least one limit");
        }
        CellServiceUpdateResponse answer;
        try (AuraeClient client = aurae.connect()) {
            answer = client.cells().update(request(Workloads.read(client).cell(name), change));
        }
        aurae.output().show(() -> answer.getCell().getName(), () -> Documents.of(answer.getCell()));
        return ExitCode.OK;
    }

    private static CellServiceUpdateRequest request(String cell, Cell.Builder change) {
        CellServiceUpdateRequest.Builder request = CellServiceUpdateRequest.newBuilder()
                .setCellName(cell)
                .setCpu(change.getCpu())
                .setCpuset(change.getCpuset())
                .setMemory(change.getMemory())
                .setIo(change.getIo())
                .addAllHugetlb(change.getHugetlbList())
                .putAllUnified(change.getUnifiedMap());
        return (change.hasPids() ? request.setPids(change.getPids()) : request).build();
    }
}
