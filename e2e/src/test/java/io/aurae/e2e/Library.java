// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import com.google.protobuf.Duration;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.CellServiceStopRequest;
import io.aurae.proto.cells.v0.CellServiceWaitRequest;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.ExecutableStatus;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The standard library in few words, for what a test only needs on its way. */
public record Library(AuraeClient client) {
    private static final long LIMIT_SECONDS = 120;

    /** Allocates a cell without limits. */
    public void allocate(String cell) {
        allocate(Cell.newBuilder().setName(cell).build());
    }

    /** Allocates a cell. */
    public void allocate(Cell cell) {
        client.cells()
                .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                .allocate(CellServiceAllocateRequest.newBuilder().setCell(cell).build());
    }

    /** Frees a cell. */
    public void free(String cell) {
        client.cells()
                .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                .free(CellServiceFreeRequest.newBuilder().setCellName(cell).build());
    }

    /** Starts an executable. */
    public KernelProcess start(String cell, String name, String... words) {
        Executable executable =
                Executable.newBuilder().setName(name).addAllArgs(List.of(words)).build();
        return new KernelProcess(client.cells()
                .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                .start(CellServiceStartRequest.newBuilder()
                        .setCellName(cell)
                        .setExecutable(executable)
                        .build())
                .getPid());
    }

    /** Starts a shell that runs this script. */
    public KernelProcess startShell(String cell, String name, String script) {
        return start(cell, name, "/bin/sh", "-c", script);
    }

    /** Stops an executable. */
    public void stop(String cell, String name, int graceSeconds) {
        client.cells()
                .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                .stop(CellServiceStopRequest.newBuilder()
                        .setCellName(cell)
                        .setExecutableName(name)
                        .setGracePeriod(Duration.newBuilder().setSeconds(graceSeconds))
                        .build());
    }

    /** Waits for an executable's end. */
    public ExecutableStatus await(String cell, String name) {
        return client.cells()
                .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                .wait(CellServiceWaitRequest.newBuilder()
                        .setCellName(cell)
                        .setExecutableName(name)
                        .build())
                .getStatus();
    }

    /** All that an executable wrote so far. */
    public String log(String cell, String name) {
        StringBuilder text = new StringBuilder();
        client.cells()
                .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                .logs(CellServiceLogsRequest.newBuilder()
                        .setCellName(cell)
                        .setExecutableName(name)
                        .build())
                .forEachRemaining(piece -> text.append(piece.getData().toStringUtf8()));
        return text.toString();
    }

    /** A cell with what is below it. */
    public List<CellGraphNode> cells(String name) {
        return client.cells()
                .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                .list(CellServiceListRequest.newBuilder().setCellName(name).build())
                .getCellsList();
    }

    /** How an executable is. */
    public ExecutableStatus status(String cell, String name) {
        return cells(cell).getFirst().getExecutablesList().stream()
                .filter(status -> status.getExecutable().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no executable '" + name + "' in cell '" + cell + "'"));
    }
}
