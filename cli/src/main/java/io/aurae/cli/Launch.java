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

/** A pod with one cell in it and that cell's main executable, from nothing to running and back. */
record Launch(AuraeClient client, Pod pod, Cell cell) {

    /** Makes all of it in order. On failure nothing of it is left. */
    PodStatus start() {
        try (Rollback rollback = new Rollback()) {
            client.pods()
                    .allocate(PodServiceAllocateRequest.newBuilder().setPod(pod).build());
            rollback.push("free pod '" + pod.getName() + "'", this::free);
            PodStatus status = client.pods()
                    .start(PodServiceStartRequest.newBuilder()
                            .setName(pod.getName())
                            .build())
                    .getStatus();
            client.cells()
                    .allocate(CellServiceAllocateRequest.newBuilder()
                            .setCell(cell)
                            .build());
            startMain();
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

    /** Ends what runs; exit code and log stay. */
    void stop() {
        client.pods()
                .stop(PodServiceStopRequest.newBuilder().setName(pod.getName()).build());
    }

    void free() {
        client.pods()
                .free(PodServiceFreeRequest.newBuilder().setName(pod.getName()).build());
    }
}
