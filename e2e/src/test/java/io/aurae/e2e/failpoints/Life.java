// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.failpoints;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import io.aurae.client.AuraeClient;
import io.aurae.e2e.Library;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellRoot;
import io.aurae.proto.cells.v0.CellServiceFreezeRequest;
import io.aurae.proto.cells.v0.CellServiceGrpc.CellServiceBlockingStub;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.CellServiceThawRequest;
import io.aurae.proto.cells.v0.CellServiceUpdateRequest;
import io.aurae.proto.cells.v0.CpuController;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.cells.v0.PidsController;
import io.aurae.proto.cells.v0.RestartPolicy;
import io.aurae.proto.images.v0.ImageServicePullRequest;
import io.aurae.proto.images.v0.ImageServiceRemoveRequest;
import io.aurae.proto.instances.v0.Instance;
import io.aurae.proto.instances.v0.InstanceLimits;
import io.aurae.proto.instances.v0.InstanceMounts;
import io.aurae.proto.instances.v0.InstanceServiceFreeRequest;
import io.aurae.proto.instances.v0.InstanceServiceSpawnRequest;
import io.aurae.proto.instances.v0.InstanceServiceStopRequest;
import io.aurae.proto.instances.v0.InstanceServiceUpdateRequest;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceStartRequest;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import io.aurae.proto.pods.v0.UserNamespace;
import io.aurae.proto.volumes.v0.Volume;
import io.aurae.proto.volumes.v0.VolumeServiceCreateRequest;
import io.aurae.proto.volumes.v0.VolumeServiceRemoveRequest;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Something that comes and goes, call by call; nothing of it is left at the end.
 *
 * @param name for the table
 */
record Life(String name, List<Step> steps) {
    private static final long LIMIT_SECONDS = 120;
    private static final String CELL = "box/c";

    /**
     * One call.
     *
     * @param makes whether it makes something, and on failure must leave what was before; others are finished by a repetition
     */
    record Step(String name, boolean makes, Consumer<AuraeClient> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Life> ALL = List.of(pod(), usersOfItsOwn(), network(), instance(), image(), volume());

    private static Step make(String name, Consumer<AuraeClient> call) {
        return new Step(name, true, call);
    }

    private static Step end(String name, Consumer<AuraeClient> call) {
        return new Step(name, false, call);
    }

    private static Life pod() {
        Pod pod = Pod.newBuilder().setName("box").build();
        PodServiceStopRequest stop = PodServiceStopRequest.newBuilder()
                .setName("box")
                .setGracePeriod(Duration.getDefaultInstance())
                .build();
        return new Life(
                "pod",
                List.of(
                        make(
                                "allocate pod",
                                client -> client.pods()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .allocate(PodServiceAllocateRequest.newBuilder()
                                                .setPod(pod)
                                                .build())),
                        make(
                                "start pod",
                                client -> client.pods()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .start(PodServiceStartRequest.newBuilder()
                                                .setName("box")
                                                .build())),
                        make("allocate cell", client -> new Library(client).allocate(cell())),
                        make("start executable", client -> new Library(client).start(CELL, "main", "sleep", "600")),
                        make("run executable", Life::runToItsEnd),
                        make("run it again", Life::runAgain),
                        end("stop executable", client -> new Library(client).stop(CELL, "main", 0)),
                        end("free cell", client -> new Library(client).free(CELL)),
                        end(
                                "stop pod",
                                client -> client.pods()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .stop(stop)),
                        end(
                                "free pod",
                                client -> client.pods()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .free(PodServiceFreeRequest.newBuilder()
                                                .setName("box")
                                                .build()))));
    }

    /** A pod whose namespaces belong to it. */
    private static Life usersOfItsOwn() {
        Pod pod = Pod.newBuilder()
                .setName("mapped")
                .setUsers(UserNamespace.getDefaultInstance())
                .build();
        return new Life(
                "mapped pod",
                List.of(
                        make(
                                "allocate mapped pod",
                                client -> client.pods()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .allocate(PodServiceAllocateRequest.newBuilder()
                                                .setPod(pod)
                                                .build())),
                        make(
                                "start mapped pod",
                                client -> client.pods()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .start(PodServiceStartRequest.newBuilder()
                                                .setName("mapped")
                                                .build())),
                        end(
                                "free mapped pod",
                                client -> client.pods()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .free(PodServiceFreeRequest.newBuilder()
                                                .setName("mapped")
                                                .build()))));
    }

    private static Cell cell() {
        return Cell.newBuilder()
                .setName(CELL)
                .setCpu(CpuController.newBuilder().setWeight(50))
                .setRoot(CellRoot.newBuilder().setImage("docker.io/library/busybox:latest"))
                .build();
    }

    private static void runToItsEnd(AuraeClient client) {
        Library library = new Library(client);
        if (library.cells(CELL).getFirst().getExecutablesList().stream()
                .map(status -> status.getExecutable().getName())
                .noneMatch("short"::equals)) {
            library.startShell(CELL, "short", "exit 3");
        }
        int code = library.await(CELL, "short").getExitCode();
        if (code != 3) {
            throw new AssertionError("exit code " + code + " (expected: 3)");
        }
    }

    /** What fails once is started again by its policy, and that is waited for, whatever the daemon goes through meanwhile. */
    private static void runAgain(AuraeClient client) {
        Executable again = Executable.newBuilder()
                .setName("again")
                .addAllArgs(List.of("/bin/sh", "-c", "[ -e /tried ] && exec sleep 600; touch /tried; exit 1"))
                .setRestartPolicy(RestartPolicy.newBuilder()
                        .setMode(RestartPolicy.Mode.MODE_ALWAYS)
                        .setFactor(1))
                .build();
        CellServiceStartRequest start = CellServiceStartRequest.newBuilder()
                .setCellName(CELL)
                .setExecutable(again)
                .build();
        Library library = new Library(client);
        await().ignoreExceptionsInstanceOf(StatusRuntimeException.class).until(() -> {
            cells(client).start(start);
            ExecutableStatus now = library.status(CELL, "again");
            return now.getState() == ExecutableState.EXECUTABLE_STATE_RUNNING && now.getRestartCount() > 0;
        });
    }

    /** A cell with a network of its own, which is changed and halted. */
    private static Life network() {
        CellServiceUpdateRequest update = CellServiceUpdateRequest.newBuilder()
                .setCellName("quiet")
                .setCpu(CpuController.newBuilder().setWeight(70))
                .build();
        return new Life(
                "cell",
                List.of(
                        make(
                                "allocate cell alone",
                                client -> new Library(client)
                                        .allocate(Cell.newBuilder()
                                                .setName("quiet")
                                                .setIsolateNetwork(true)
                                                .setCpu(CpuController.newBuilder()
                                                        .setWeight(50))
                                                .build())),
                        make("update cell", client -> cells(client).update(update)),
                        end(
                                "freeze cell",
                                client -> cells(client)
                                        .freeze(CellServiceFreezeRequest.newBuilder()
                                                .setCellName("quiet")
                                                .build())),
                        end(
                                "thaw cell",
                                client -> cells(client)
                                        .thaw(CellServiceThawRequest.newBuilder()
                                                .setCellName("quiet")
                                                .build())),
                        end("free cell alone", client -> new Library(client).free("quiet"))));
    }

    private static CellServiceBlockingStub cells(AuraeClient client) {
        return client.cells().withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static Life instance() {
        Instance instance = Instance.newBuilder()
                .setName("tenant")
                .setIsolateNetwork(true)
                .setMounts(InstanceMounts.INSTANCE_MOUNTS_MINIMAL)
                .build();
        InstanceServiceStopRequest stop = InstanceServiceStopRequest.newBuilder()
                .setName("tenant")
                .setGracePeriod(Duration.getDefaultInstance())
                .build();
        return new Life(
                "instance",
                List.of(
                        make(
                                "spawn instance",
                                client -> client.instances()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .spawn(InstanceServiceSpawnRequest.newBuilder()
                                                .setInstance(instance)
                                                .build())),
                        make(
                                "update instance",
                                client -> client.instances()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .update(InstanceServiceUpdateRequest.newBuilder()
                                                .setName("tenant")
                                                .setLimits(InstanceLimits.newBuilder()
                                                        .setPids(PidsController.newBuilder()
                                                                .setMax(1000)))
                                                .build())),
                        end(
                                "stop instance",
                                client -> client.instances()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .stop(stop)),
                        end(
                                "free instance",
                                client -> client.instances()
                                        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                                        .free(InstanceServiceFreeRequest.newBuilder()
                                                .setName("tenant")
                                                .build()))));
    }

    private static Life image() {
        return new Life(
                "image",
                List.of(make("pull image", client -> pull(client, "walk")), end("remove image", Life::removeImage)));
    }

    private static Life volume() {
        return new Life(
                "volume",
                List.of(
                        make(
                                "create volume",
                                client -> client.volumes()
                                        .create(VolumeServiceCreateRequest.newBuilder()
                                                .setVolume(Volume.newBuilder().setName("data"))
                                                .build())),
                        end("remove volume", Life::removeVolume)));
    }

    /** The image and the volume of these lives; nothing happens when they are not there. */
    static void removeWhatIsNotFreed(AuraeClient client) {
        removeImage(client);
        removeVolume(client);
    }

    private static void removeImage(AuraeClient client) {
        client.images()
                .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                .remove(ImageServiceRemoveRequest.newBuilder()
                        .setReference("walk")
                        .build());
    }

    private static void removeVolume(AuraeClient client) {
        client.volumes()
                .remove(VolumeServiceRemoveRequest.newBuilder().setName("data").build());
    }

    static void pull(AuraeClient client, String reference) {
        client.images()
                .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                .pull(ImageServicePullRequest.newBuilder()
                        .setReference(reference)
                        .build())
                .forEachRemaining(progress -> {});
    }
}
