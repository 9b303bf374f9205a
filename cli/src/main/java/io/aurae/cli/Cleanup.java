// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.instances.v0.InstanceServiceFreeRequest;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;

/** Stops and frees all that is on a node. */
final class Cleanup {
    private Cleanup() {}

    /** Pods first, then cells, then instances; answers how many there were. */
    static int freeAll(AuraeClient client) {
        Workloads workloads = Workloads.read(client);
        for (var pod : workloads.pods()) {
            String name = pod.getPod().getName();
            client.pods().free(PodServiceFreeRequest.newBuilder().setName(name).build());
        }
        for (String cell : workloads.outermostCells()) {
            client.cells()
                    .free(CellServiceFreeRequest.newBuilder().setCellName(cell).build());
        }
        var instances = client.instances()
                .list(InstanceServiceListRequest.getDefaultInstance())
                .getInstancesList();
        for (var instance : instances) {
            String name = instance.getInstance().getName();
            client.instances()
                    .free(InstanceServiceFreeRequest.newBuilder().setName(name).build());
        }
        return workloads.pods().size() + workloads.outermostCells().size() + instances.size();
    }
}
