// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.Mount;
import io.aurae.proto.images.v0.ImageServicePruneRequest;
import io.aurae.proto.images.v0.ImageServicePruneResponse;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.volumes.v0.Volume;
import io.aurae.proto.volumes.v0.VolumeServiceListRequest;
import io.aurae.proto.volumes.v0.VolumeServiceRemoveRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What nothing on a node needs.
 *
 * @param pods by 'aurae run', with nothing in them that runs or will; not those of other programs, which know better
 * @param cells as pods, on the node itself
 * @param volumes that no cell is allocated with
 * @param images as the node answers
 */
record Unneeded(List<String> pods, List<String> cells, List<String> volumes, ImageServicePruneResponse images) {

    /** Looks for it; for volumes only when told to, because what is in them is nowhere else. */
    static Unneeded find(AuraeClient client, ImageServicePruneRequest images, boolean volumes) {
        Workloads workloads = Workloads.read(client);
        List<String> pods = workloads.pods().stream()
                .filter(pod -> pod.getPod().containsAnnotations(RunOptions.MARK))
                .map(pod -> pod.getPod().getName())
                .filter(pod -> isOver(workloads.in(pod)))
                .toList();
        List<String> cells = workloads.outermostCells().stream()
                .filter(cell -> isOver(workloads.in(cell))
                        && workloads.in(cell).stream()
                                .allMatch(workload -> workload.cell().containsAnnotations(RunOptions.MARK)))
                .toList();
        return new Unneeded(
                pods,
                cells,
                volumes ? volumes(client, workloads) : List.of(),
                client.images().prune(images.toBuilder().setDryRun(true).build()));
    }

    /** Whether something ran there, and nothing does or will. */
    private static boolean isOver(List<Workload> workloads) {
        return !workloads.isEmpty()
                && workloads.stream()
                        .allMatch(workload -> workload.status().getState() == ExecutableState.EXECUTABLE_STATE_EXITED);
    }

    private static List<String> volumes(AuraeClient client, Workloads workloads) {
        Set<String> used = workloads.all().stream()
                .flatMap(workload -> used(workload.cell()).stream())
                .collect(Collectors.toSet());
        return client.volumes().list(VolumeServiceListRequest.getDefaultInstance()).getVolumesList().stream()
                .map(Volume::getName)
                .filter(name -> !used.contains(name))
                .toList();
    }

    /** The volumes that a cell is allocated with. */
    static List<String> used(Cell cell) {
        return cell.getMountsList().stream()
                .filter(mount -> mount.getType() == Mount.Type.TYPE_VOLUME)
                .map(mount -> mount.getSource())
                .toList();
    }

    /** One line each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        pods.forEach(name -> lines.add("pod " + name));
        cells.forEach(name -> lines.add("cell " + name));
        volumes.forEach(name -> lines.add("volume " + name));
        images.getImagesList().forEach(image -> lines.add("image " + PruneOptions.label(image)));
        return lines;
    }

    String freed() {
        return Words.size(images.getFreedBytes());
    }

    /** Removes it, and the images that are unneeded then. What has begun to be needed meanwhile is refused by the node. */
    ImageServicePruneResponse remove(AuraeClient client, ImageServicePruneRequest prune) {
        pods.forEach(name -> client.pods()
                .free(PodServiceFreeRequest.newBuilder().setName(name).build()));
        cells.forEach(name -> client.cells()
                .free(CellServiceFreeRequest.newBuilder().setCellName(name).build()));
        volumes.forEach(name -> client.volumes()
                .remove(VolumeServiceRemoveRequest.newBuilder().setName(name).build()));
        return client.images().prune(prune);
    }
}
