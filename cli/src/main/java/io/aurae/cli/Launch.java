// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.Rollback;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceStartRequest;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import io.aurae.proto.pods.v0.PodStatus;
import io.grpc.StatusRuntimeException;

/**
 * A pod with one cell in it and that cell's main executable, from nothing to running and back. It is brought to its end once, whoever asks
 * for that and how often: the work being over, a failure, or the program's own end.
 */
final class Launch {
    private final AuraeClient client;
    private final Pod pod;
    private final Cell cell;
    private volatile boolean made;
    private volatile boolean started;
    private boolean ended;

    Launch(AuraeClient client, Pod pod, Cell cell) {
        this.client = client;
        this.pod = pod;
        this.cell = cell;
    }

    Cell cell() {
        return cell;
    }

    /** Makes all of it in order. On failure nothing of it is left. */
    PodStatus start() {
        String name = pod.getName();
        try (Rollback rollback = new Rollback()) {
            client.pods()
                    .allocate(PodServiceAllocateRequest.newBuilder().setPod(pod).build());
            made = true;
            rollback.push("free pod '" + name + "'", () -> end(true));
            PodStatus status = client.pods()
                    .start(PodServiceStartRequest.newBuilder().setName(name).build())
                    .getStatus();
            client.cells()
                    .allocate(CellServiceAllocateRequest.newBuilder()
                            .setCell(cell)
                            .build());
            startMain();
            started = true;
            rollback.release();
            return status;
        }
    }

    private void startMain() {
        CellServiceStartRequest request = CellServiceStartRequest.newBuilder()
                .setCellName(cell.getName())
                .setExecutable(Executable.newBuilder().setName(cell.getMain().getName()))
                .build();
        try {
            client.cells().start(request);
        } catch (StatusRuntimeException e) {
            throw CliException.programOr(e);
        }
    }

    /** Ends what runs, and with {@code remove}, or when it is only half made, leaves no record of it. Does nothing when there is nothing, or it was ended before. */
    synchronized void end(boolean remove) {
        if (!made || ended) {
            return;
        }
        ended = true;
        String name = pod.getName();
        if (remove || !started) {
            client.pods().free(PodServiceFreeRequest.newBuilder().setName(name).build());
        } else {
            client.pods().stop(PodServiceStopRequest.newBuilder().setName(name).build());
        }
    }
}
