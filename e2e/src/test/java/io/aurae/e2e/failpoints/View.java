// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.failpoints;

import io.aurae.client.AuraeClient;
import io.aurae.e2e.Library;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.volumes.v0.VolumeServiceListRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the daemon says there is.
 *
 * @param lines one for each thing, with its state
 */
record View(Set<String> lines) {
    static View of(AuraeClient client) {
        Set<String> lines = new TreeSet<>();
        client.pods()
                .list(PodServiceListRequest.getDefaultInstance())
                .getPodsList()
                .forEach(pod -> lines.add("pod " + pod.getPod().getName() + " " + pod.getState()));
        client.instances()
                .list(InstanceServiceListRequest.getDefaultInstance())
                .getInstancesList()
                .forEach(instance ->
                        lines.add("instance " + instance.getInstance().getName() + " " + instance.getState()));
        client.images()
                .list(ImageServiceListRequest.getDefaultInstance())
                .getImagesList()
                .forEach(image -> lines.add("image " + image.getTagsList()));
        client.volumes()
                .list(VolumeServiceListRequest.getDefaultInstance())
                .getVolumesList()
                .forEach(volume -> lines.add("volume " + volume.getName()));
        cells(new Library(client).cells(""), lines);
        return new View(lines);
    }

    private static void cells(List<CellGraphNode> nodes, Set<String> lines) {
        for (CellGraphNode node : nodes) {
            lines.add("cell " + node.getCell().getName() + " "
                    + node.getCell().getCpu().getWeight());
            node.getExecutablesList()
                    .forEach(status -> lines.add("executable "
                            + node.getCell().getName() + "/"
                            + status.getExecutable().getName() + " " + status.getState() + " "
                            + status.getExitCode()));
            cells(node.getChildrenList(), lines);
        }
    }
}
