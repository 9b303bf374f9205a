// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.cells.v0.ExecutableState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists cells. */
@Command(
        name = "list",
        aliases = "ls",
        header = "List cells with their limits.",
        footer = {"  aurae cell list", "  aurae cell list jobs --output json"})
final class CellList implements Callable<Integer> {
    @Parameters(paramLabel = "CELL", arity = "0..1", description = "Only this one and what is below it.")
    private String name = "";

    private final Aurae aurae;

    CellList(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        List<CellGraphNode> cells;
        try (AuraeClient client = aurae.connect()) {
            CellServiceListRequest request =
                    CellServiceListRequest.newBuilder().setCellName(name).build();
            cells = client.cells().list(request).getCellsList();
        }
        aurae.output().show(() -> table(cells), () -> Documents.of(cells));
        return ExitCode.OK;
    }

    private static Table table(List<CellGraphNode> cells) {
        Table table = new Table("CELL", "IMAGE", "CPU", "CPUSET", "MEMORY", "EXECUTABLES");
        cells.forEach(cell -> add(table, cell));
        return table;
    }

    private static void add(Table table, CellGraphNode node) {
        Cell cell = node.getCell();
        long running = node.getExecutablesList().stream()
                .filter(executable -> executable.getState() == ExecutableState.EXECUTABLE_STATE_RUNNING)
                .count();
        table.add(
                cell.getName(),
                cell.getRoot().getImage(),
                cpu(cell),
                cell.getCpuset().getCpus(),
                cell.getMemory().hasMax()
                        ? new io.aurae.base.Bytes(cell.getMemory().getMax()).toString()
                        : "",
                running + " of " + node.getExecutablesCount() + " running");
        node.getChildrenList().forEach(child -> add(table, child));
    }

    private static String cpu(Cell cell) {
        if (!cell.getCpu().hasMax()) {
            return cell.getCpu().hasWeight() ? "weight " + cell.getCpu().getWeight() : "";
        }
        double period = cell.getCpu().hasPeriod() ? cell.getCpu().getPeriod() : Cpus.PERIOD_MICROS;
        return String.format(java.util.Locale.ROOT, "%.2f", cell.getCpu().getMax() / period);
    }
}
