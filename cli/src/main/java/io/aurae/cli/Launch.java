// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.Rollback;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.CellServiceStopRequest;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceStartRequest;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import io.aurae.proto.pods.v0.PodStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;

/**
 * A cell with its main executable, alone or in a pod made for it, from nothing to running and back. It is brought to its end once, whoever
 * asks for that and how often: the work being over, a failure, or the program's own end.
 */
final class Launch {
    private final AuraeClient client;
    private final Optional<Pod> pod;
    private final Preparation preparation;
    private final Cell cell;
    private boolean made;
    private boolean started;
    private boolean ended;
    private boolean unwanted;

    /**
     * @param pod to be made for the cell; without one it lies on the node itself, or in a pod that is there
     * @param first what must end well in the pod before the cell is made
     */
    Launch(AuraeClient client, Optional<Pod> pod, List<Cell> first, Cell cell) {
        this.client = client;
        this.pod = pod;
        this.preparation = new Preparation(client, first);
        this.cell = cell;
    }

    Cell cell() {
        return cell;
    }

    /** By what it is called afterwards. */
    String name() {
        return pod.map(Pod::getName).orElse(cell.getName());
    }

    /** Makes all of it in order; answers the pod, if there is one. On failure nothing of it is left. */
    Optional<PodStatus> start() {
        try (Rollback rollback = new Rollback()) {
            rollback.push("free '" + name() + "'", () -> end(true));
            Optional<PodStatus> status = pod.map(this::startPod);
            preparation.run();
            CellServiceAllocateRequest request =
                    CellServiceAllocateRequest.newBuilder().setCell(cell).build();
            certainly(() -> client.cells().allocate(request));
            made();
            startMain();
            started();
            rollback.release();
            return status;
        }
    }

    private PodStatus startPod(Pod wanted) {
        PodServiceAllocateRequest request =
                PodServiceAllocateRequest.newBuilder().setPod(wanted).build();
        certainly(() -> client.pods().allocate(request));
        made();
        return client.pods()
                .start(PodServiceStartRequest.newBuilder()
                        .setName(wanted.getName())
                        .build())
                .getStatus();
    }

    /** An allocation whose answer was lost may have happened. The same once more tells, and makes it if not: it is marked as this run's. */
    private static void certainly(Runnable allocation) {
        try {
            allocation.run();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
                throw e;
            }
            allocation.run();
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

    private synchronized void made() {
        made = true;
        if (unwanted) {
            throw CliException.refused("'" + name() + "' is not wanted any more");
        }
    }

    private synchronized void started() {
        started = true;
    }

    /**
     * Ends what runs, and with {@code remove}, or when it is only half made, leaves no record of it. Does nothing when it was ended before.
     * When there is nothing yet, what is being made at this moment is taken away again as soon as it is there.
     */
    synchronized void end(boolean remove) {
        unwanted = true;
        if (!made || ended) {
            return;
        }
        ended = true;
        if (started) {
            stop();
        }
        if (remove || !started) {
            free();
        }
    }

    private void free() {
        if (pod.isPresent()) {
            client.pods()
                    .free(PodServiceFreeRequest.newBuilder().setName(name()).build());
        } else {
            client.cells()
                    .free(CellServiceFreeRequest.newBuilder()
                            .setCellName(name())
                            .build());
        }
    }

    private void stop() {
        if (pod.isPresent()) {
            client.pods()
                    .stop(PodServiceStopRequest.newBuilder().setName(name()).build());
        } else {
            client.cells()
                    .stop(CellServiceStopRequest.newBuilder()
                            .setCellName(name())
                            .setExecutableName(cell.getMain().getName())
                            .build());
        }
    }
}
