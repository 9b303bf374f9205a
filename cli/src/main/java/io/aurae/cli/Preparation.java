// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.CellServiceWaitRequest;
import io.aurae.proto.cells.v0.Executable;
import java.util.List;

/** Cells of a pod that run to their ends, one after the other, before what the pod is for is started. */
record Preparation(AuraeClient client, List<Cell> cells) {
    private static final int LINES_TOLD = 5;
    private static final int CHARACTERS_TOLD = 2_000;

    /** Returns when the last one has ended with 0; none of them is left then. Throws {@link CliException} at the first that does not. */
    void run() {
        for (Cell cell : cells) {
            client.cells()
                    .allocate(CellServiceAllocateRequest.newBuilder()
                            .setCell(cell)
                            .build());
            client.cells()
                    .start(CellServiceStartRequest.newBuilder()
                            .setCellName(cell.getName())
                            .setExecutable(Executable.newBuilder()
                                    .setName(cell.getMain().getName()))
                            .build());
            requireSuccess(cell);
            client.cells()
                    .free(CellServiceFreeRequest.newBuilder()
                            .setCellName(cell.getName())
                            .build());
        }
    }

    private void requireSuccess(Cell cell) {
        CellServiceWaitRequest request = CellServiceWaitRequest.newBuilder()
                .setCellName(cell.getName())
                .setExecutableName(cell.getMain().getName())
                .build();
        int code = client.cells().wait(request).getStatus().getExitCode();
        if (code != 0) {
            throw CliException.refused("init '" + cell.getRoot().getImage() + "' ended with exit code '" + code
                    + "' (expected: 0)" + lastWords(cell));
        }
    }

    private String lastWords(Cell cell) {
        CellServiceLogsRequest request = CellServiceLogsRequest.newBuilder()
                .setCellName(cell.getName())
                .setExecutableName(cell.getMain().getName())
                .setTailLines(LINES_TOLD)
                .build();
        StringBuilder words = new StringBuilder();
        client.cells().logs(request).forEachRemaining(piece -> {
            words.append(piece.getData().toStringUtf8());
            words.delete(0, Math.max(0, words.length() - CHARACTERS_TOLD));
        });
        String told = words.toString().strip().replace("\n", "; ");
        return told.isEmpty() ? "" : ": " + Words.printable(told);
    }
}
