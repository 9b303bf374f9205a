// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.client.AuraeClient;
import io.grpc.BindableService;
import java.util.List;

/** The shim's parts, put together in the order in which they need each other. */
final class CriShim {
    private CriShim() {}

    /** The services of the CRI, as clients of this library. */
    static List<BindableService> services(AuraeClient library) {
        Node node = new Node(library);
        Images images = new Images(library);
        Sandboxes sandboxes = new Sandboxes(library);
        Recent recent = Recent.of(library);
        Containers containers = new Containers(library, sandboxes, images, recent);
        Executions executions = new Executions(library, containers);
        Statistics statistics = new Statistics(library, sandboxes, containers);
        RuntimeService runtime = new RuntimeService(node, sandboxes, containers, executions, statistics);
        return List.of(new Forgetting(recent).around(runtime), new ImageService(images));
    }
}
