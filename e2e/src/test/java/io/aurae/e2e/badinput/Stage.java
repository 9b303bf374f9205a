// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import com.google.protobuf.Duration;
import io.aurae.client.AuraeClient;
import io.aurae.e2e.Command;
import io.aurae.e2e.Node;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.cells.v0.CellServiceRemoveRequest;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.CellServiceStopRequest;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.proto.images.v0.ImageServicePullRequest;
import io.aurae.proto.images.v0.ImageServiceRemoveRequest;
import io.aurae.proto.instances.v0.Instance;
import io.aurae.proto.instances.v0.InstanceServiceFreeRequest;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.instances.v0.InstanceServiceSpawnRequest;
import io.aurae.proto.instances.v0.InstanceState;
import io.aurae.proto.instances.v0.InstanceStatus;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodServiceStartRequest;
import io.aurae.proto.pods.v0.PodState;
import io.aurae.proto.pods.v0.PodStatus;
import io.aurae.proto.volumes.v0.Volume;
import io.aurae.proto.volumes.v0.VolumeServiceCreateRequest;
import io.aurae.proto.volumes.v0.VolumeServiceListRequest;
import io.aurae.proto.volumes.v0.VolumeServiceRemoveRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One of each on the node for hostile calls to be about, and nothing else. */
final class Stage implements Scene {
    static final String CELL = "stage";
    static final String EXECUTABLE = "sleeper";
    static final String INSTANCE = "stage-instance";
    static final String POD = "stage-pod";
    static final String VOLUME = "stage-volume";
    static final String IMAGE = "docker.io/library/busybox:latest";
    /** What is made by hostile calls where the name is not what is wrong. */
    static final String NEW = "made";

    private final Node node;

    Stage(Node node) {
        this.node = node;
    }

    private AuraeClient library() {
        return node.client();
    }

    @Override
    public void set() {
        images();
        rootCell();
        pods();
        instances();
        cells();
        volumes();
    }

    private void images() {
        List<Image> images = library()
                .images()
                .list(ImageServiceListRequest.getDefaultInstance())
                .getImagesList();
        boolean there = false;
        for (Image image : images) {
            boolean isOurs = image.getTagsList().contains(IMAGE);
            there |= isOurs;
            for (String tag : isOurs ? List.<String>of() : image.getTagsList()) {
                library()
                        .images()
                        .remove(ImageServiceRemoveRequest.newBuilder()
                                .setReference(tag)
                                .build());
            }
        }
        if (!there) {
            library()
                    .images()
                    .pull(ImageServicePullRequest.newBuilder()
                            .setReference(IMAGE)
                            .build())
                    .forEachRemaining(event -> {});
        }
    }

    private List<CellGraphNode> list() {
        return library()
                .cells()
                .list(CellServiceListRequest.getDefaultInstance())
                .getCellsList();
    }

    /** What was started without a cell. */
    private void rootCell() {
        for (CellGraphNode cell : list()) {
            if (cell.getCell().getName().isEmpty()) {
                cell.getExecutablesList().forEach(one -> forget("", one));
            }
        }
    }

    private void forget(String cell, ExecutableStatus executable) {
        String name = executable.getExecutable().getName();
        CellServiceStopRequest.Builder stop = CellServiceStopRequest.newBuilder()
                .setExecutableName(name)
                .setGracePeriod(Duration.getDefaultInstance());
        CellServiceRemoveRequest.Builder remove =
                CellServiceRemoveRequest.newBuilder().setExecutableName(name);
        if (!cell.isEmpty()) {
            stop.setCellName(cell);
            remove.setCellName(cell);
        }
        library().cells().stop(stop.build());
        library().cells().remove(remove.build());
    }

    private void pods() {
        boolean there = false;
        for (PodStatus pod : library()
                .pods()
                .list(PodServiceListRequest.getDefaultInstance())
                .getPodsList()) {
            boolean sound = pod.getPod().getName().equals(POD) && pod.getState() == PodState.POD_STATE_RUNNING;
            there |= sound;
            if (!sound) {
                library()
                        .pods()
                        .free(PodServiceFreeRequest.newBuilder()
                                .setName(pod.getPod().getName())
                                .build());
            }
        }
        if (!there) {
            library()
                    .pods()
                    .allocate(PodServiceAllocateRequest.newBuilder()
                            .setPod(Pod.newBuilder().setName(POD))
                            .build());
            library()
                    .pods()
                    .start(PodServiceStartRequest.newBuilder().setName(POD).build());
        }
    }

    private void instances() {
        boolean there = false;
        for (InstanceStatus instance : library()
                .instances()
                .list(InstanceServiceListRequest.getDefaultInstance())
                .getInstancesList()) {
            boolean sound = instance.getInstance().getName().equals(INSTANCE)
                    && instance.getState() == InstanceState.INSTANCE_STATE_RUNNING;
            there |= sound;
            if (!sound) {
                library()
                        .instances()
                        .free(InstanceServiceFreeRequest.newBuilder()
                                .setName(instance.getInstance().getName())
                                .build());
            }
        }
        if (!there) {
            library()
                    .instances()
                    .spawn(InstanceServiceSpawnRequest.newBuilder()
                            .setInstance(Instance.newBuilder().setName(INSTANCE))
                            .build());
        }
    }

    private void cells() {
        boolean there = false;
        for (CellGraphNode cell : list()) {
            String name = cell.getCell().getName();
            boolean sound = name.equals(CELL) && isSound(cell);
            there |= sound;
            if (!sound && !name.isEmpty()) {
                library()
                        .cells()
                        .free(CellServiceFreeRequest.newBuilder()
                                .setCellName(name)
                                .build());
            }
        }
        if (!there) {
            library()
                    .cells()
                    .allocate(CellServiceAllocateRequest.newBuilder()
                            .setCell(Cell.newBuilder().setName(CELL))
                            .build());
            library()
                    .cells()
                    .start(CellServiceStartRequest.newBuilder()
                            .setCellName(CELL)
                            .setExecutable(Executable.newBuilder()
                                    .setName(EXECUTABLE)
                                    .addArgs("sleep")
                                    .addArgs("1000"))
                            .build());
        }
    }

    private boolean isSound(CellGraphNode cell) {
        boolean runs = cell.getExecutablesList().stream()
                .anyMatch(one -> one.getExecutable().getName().equals(EXECUTABLE)
                        && one.getState() == ExecutableState.EXECUTABLE_STATE_RUNNING);
        boolean asAllocated = cell.getCell().toBuilder()
                .clearCreatedAt()
                .build()
                .equals(Cell.newBuilder().setName(CELL).build());
        if (!runs || !asAllocated || cell.getChildrenCount() > 0) {
            return false;
        }
        cell.getExecutablesList().stream()
                .filter(one -> !one.getExecutable().getName().equals(EXECUTABLE))
                .forEach(one -> forget(CELL, one));
        return true;
    }

    private void volumes() {
        boolean there = false;
        for (Volume volume : library()
                .volumes()
                .list(VolumeServiceListRequest.getDefaultInstance())
                .getVolumesList()) {
            there |= volume.getName().equals(VOLUME);
            if (!volume.getName().equals(VOLUME)) {
                library()
                        .volumes()
                        .remove(VolumeServiceRemoveRequest.newBuilder()
                                .setName(volume.getName())
                                .build());
            }
        }
        if (!there) {
            library()
                    .volumes()
                    .create(VolumeServiceCreateRequest.newBuilder()
                            .setVolume(Volume.newBuilder().setName(VOLUME))
                            .build());
        }
    }

    @Override
    public Set<String> props() {
        Set<String> there = new TreeSet<>();
        list().forEach(cell -> add(cell, there));
        library()
                .pods()
                .list(PodServiceListRequest.getDefaultInstance())
                .getPodsList()
                .forEach(pod -> there.add("pod " + pod.getPod().getName() + " " + pod.getState()));
        library()
                .instances()
                .list(InstanceServiceListRequest.getDefaultInstance())
                .getInstancesList()
                .forEach(one -> there.add("instance " + one.getInstance().getName() + " " + one.getState()));
        library()
                .volumes()
                .list(VolumeServiceListRequest.getDefaultInstance())
                .getVolumesList()
                .forEach(one -> there.add("volume " + one.getName()));
        library()
                .images()
                .list(ImageServiceListRequest.getDefaultInstance())
                .getImagesList()
                .forEach(one -> there.add("image " + one.getTagsList()));
        return there;
    }

    private static void add(CellGraphNode cell, Set<String> there) {
        String name = cell.getCell().getName();
        there.add("cell " + name);
        cell.getExecutablesList()
                .forEach(one -> there.add(
                        "executable " + name + ":" + one.getExecutable().getName() + " " + one.getState()));
        cell.getChildrenList().forEach(child -> add(child, there));
    }

    /** Leaves the node as it was. */
    void strike() {
        node.freeAll();
        rootCell();
        library()
                .volumes()
                .list(VolumeServiceListRequest.getDefaultInstance())
                .getVolumesList()
                .forEach(volume -> library()
                        .volumes()
                        .remove(VolumeServiceRemoveRequest.newBuilder()
                                .setName(volume.getName())
                                .build()));
        Command.of("rm", "-rf", node.directory().resolve("hostile").toString()).orFail();
    }
}
