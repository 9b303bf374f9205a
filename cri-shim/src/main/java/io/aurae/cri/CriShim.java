// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.client.AuraeClient;
import io.grpc.BindableService;
import java.util.List;

/**
 * The shim's parts, put together in the order in which they need each other.
 *
 * @param services those of the CRI
 */
record CriShim(List<BindableService> services) {
    CriShim {
        services = List.copyOf(services);
    }

    /** As a client of this library. */
    static CriShim of(AuraeClient library) {
        Node node = new Node(library);
        Images images = new Images(library);
        Sandboxes sandboxes = new Sandboxes(library);
        Recent recent = Recent.of(library);
        Containers containers = new Containers(library, sandboxes, images, recent);
        Executions executions = new Executions(library, containers);
        Statistics statistics = new Statistics(library, sandboxes, containers);
        ContainerEvents events = new ContainerEvents(library, sandboxes, containers);
        RuntimeService runtime = new RuntimeService(node, sandboxes, containers, executions, statistics, events);
        return new CriShim(List.of(
                new Forgetting(recent::forget).around(runtime),
                new Forgetting(recent::forgetImages).around(new ImageService(images))));
    }
}
