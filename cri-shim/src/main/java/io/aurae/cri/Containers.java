// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.client.AuraeClient;
import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerFilter;
import io.aurae.cri.v1.ContainerState;
import io.aurae.cri.v1.ContainerStatus;
import io.aurae.cri.v1.ContainerStatusRequest;
import io.aurae.cri.v1.ContainerStatusResponse;
import io.aurae.cri.v1.LinuxContainerResources;
import io.aurae.cri.v1.ListContainersRequest;
import io.aurae.cri.v1.ListContainersResponse;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxState;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.cells.v0.CellServiceReopenLogRequest;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.CellServiceStopRequest;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.images.v0.Image;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The containers of the node: each is a cell in a sandbox's pod that bears the shim's annotation. */
final class Containers {
    private final AuraeClient library;
    private final Sandboxes sandboxes;
    private final Images images;
    private final Recent recent;

    Containers(AuraeClient library, Sandboxes sandboxes, Images images, Recent recent) {
        this.library = library;
        this.sandboxes = sandboxes;
        this.images = images;
        this.recent = recent;
    }

    /**
     * Nothing runs yet. Repeating: an identical request answers as the first did.
     *
     * @throws CriException NOT_FOUND for an absent sandbox or image, FAILED_PRECONDITION for a sandbox that is not ready
     */
    ContainerId create(String givenSandbox, ContainerConfig config, PodSandboxConfig sandboxConfig) {
        SandboxId sandbox =
                sandboxes.find(givenSandbox).orElseThrow(() -> new CriException.Absent("pod sandbox", givenSandbox));
        try {
            return allocate(ContainerRequests.id(sandbox, config), config, sandboxConfig.getLogDirectory());
        } catch (StatusRuntimeException | CriException e) {
            requireReady(givenSandbox); // says it in the caller's words
            throw e;
        }
    }

    private ContainerId allocate(ContainerId id, ContainerConfig config, String logDirectory) {
        String name = config.getImage().getImage();
        Image known = require(name, recent.image(name, images::find));
        try {
            library.cells().allocate(request(cell(id, config, known, logDirectory)));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
                throw e;
            }
            recent.forgetImages();
            Image now = require(name, images.find(name));
            if (now.equals(known)) {
                throw e;
            }
            library.cells().allocate(request(cell(id, config, now, logDirectory)));
        }
        return id;
    }

    /** The users of the pod matter to mounts alone. */
    private Cell cell(ContainerId id, ContainerConfig config, Image image, String logDirectory) {
        Cell cell = ContainerRequests.cell(id, config, image, logDirectory);
        return config.getMountsCount() == 0
                ? cell
                : MappedIds.applied(cell, sandboxes.require(id.sandbox().text()), config);
    }

    private static Image require(String name, Optional<Image> found) {
        return found.orElseThrow(() -> new CriException.Absent("image", name));
    }

    private static CellServiceAllocateRequest request(Cell cell) {
        return CellServiceAllocateRequest.newBuilder()
                .setCell(cell)
                .setWhereItCanRun(true)
                .build();
    }

    private void requireReady(String givenSandbox) {
        if (sandboxes.require(givenSandbox).state() != PodSandboxState.SANDBOX_READY) {
            throw new CriException.WrongState("pod sandbox", givenSandbox, "not ready", "one that runs");
        }
    }

    /**
     * Repeating: succeeds while it runs.
     *
     * @throws CriException NOT_FOUND, FAILED_PRECONDITION when it has ended
     */
    void start(String given) {
        ContainerId id = id(given);
        try {
            library.cells()
                    .start(CellServiceStartRequest.newBuilder()
                            .setCellName(id.cell())
                            .setExecutable(Executable.newBuilder().setName(ContainerRequests.MAIN))
                            .setFirstTime(true)
                            .build());
        } catch (StatusRuntimeException e) {
            requireNotEnded(given); // says it in the caller's words
            throw e;
        }
    }

    private void requireNotEnded(String given) {
        if (require(given).state() == ContainerState.CONTAINER_EXITED) {
            throw new CriException.WrongState("container", given, "ended", "one that was not started yet");
        }
    }

    /** Repeating: succeeds when it has ended or is absent. */
    void stop(String given, long timeoutSeconds) {
        find(given)
                .ifPresent(id -> library.cells()
                        .stop(CellServiceStopRequest.newBuilder()
                                .setCellName(id.cell())
                                .setExecutableName(ContainerRequests.MAIN)
                                .setGracePeriod(Times.grace(timeoutSeconds))
                                .build()));
    }

    /**
     * Has its log begun anew, after the caller moved it away; returns when that is done. Repeating: does nothing.
     *
     * @throws CriException NOT_FOUND, FAILED_PRECONDITION when it does not run
     */
    void reopenLog(String given) {
        requireRunning(given);
        library.cells()
                .reopenLog(CellServiceReopenLogRequest.newBuilder()
                        .setCellName(id(given).cell())
                        .setExecutableName(ContainerRequests.MAIN)
                        .build());
    }

    /** Ends what runs in it. Repeating: succeeds when it is absent. */
    void remove(String given) {
        find(given)
                .ifPresent(id -> library.cells()
                        .free(CellServiceFreeRequest.newBuilder()
                                .setCellName(id.cell())
                                .build()));
    }

    /**
     * Changes limits while it runs, or before. Repeating: sets them again.
     *
     * @throws CriException NOT_FOUND, INVALID_ARGUMENT
     */
    void update(String given, LinuxContainerResources asked) {
        ContainerId id = find(given).orElseThrow(() -> new CriException.Absent("container", given));
        library.cells().update(Limits.update(id, asked));
    }

    /** Tells of one, or NOT_FOUND. */
    void status(ContainerStatusRequest request, StreamObserver<ContainerStatusResponse> caller) {
        String given = request.getContainerId();
        String cell = ContainerId.isWhole(given) ? new ContainerId(given).cell() : Recent.ALL;
        recent.tell(request, cell, () -> require(given).answer(request.getVerbose()), caller);
    }

    /** Of all containers of a sandbox, asked of the node and not remembered. */
    List<ContainerStatus> statuses(SandboxId sandbox) {
        return ask(sandbox.text()).stream().map(Container::status).toList();
    }

    /** Tells of those that {@link #list(ContainerFilter)} answers. */
    void list(ListContainersRequest request, StreamObserver<ListContainersResponse> caller) {
        recent.tell(request, Recent.ALL, () -> response(list(request.getFilter())), caller);
    }

    private static ListContainersResponse response(List<io.aurae.cri.v1.Container> rows) {
        return ListContainersResponse.newBuilder().addAllContainers(rows).build();
    }

    List<io.aurae.cri.v1.Container> list(ContainerFilter filter) {
        return known("")
                .filter(container -> container.fits(filter))
                .map(Container::row)
                .toList();
    }

    /**
     * The id that a caller means; a whole one need not exist.
     *
     * @throws CriException NOT_FOUND when no container's id begins so
     */
    ContainerId id(String given) {
        return find(given).orElseThrow(() -> new CriException.Absent("container", given));
    }

    /** @throws CriException NOT_FOUND, FAILED_PRECONDITION when it does not run */
    void requireRunning(String given) {
        if (require(given).state() != ContainerState.CONTAINER_RUNNING) {
            throw new CriException.WrongState("container", given, "not running", "one that runs");
        }
    }

    /** @throws CriException NOT_FOUND */
    Container require(String given) {
        return find(given)
                .flatMap(id -> known(id.cell())
                        .filter(container -> container.id().equals(id))
                        .findFirst())
                .orElseThrow(() -> new CriException.Absent("container", given));
    }

    /** The id that a caller means by an id or its beginning; a whole id need not exist. */
    Optional<ContainerId> find(String given) {
        if (ContainerId.isWhole(given)) {
            return Optional.of(new ContainerId(given));
        }
        Stream<String> ids = known("").map(container -> container.id().text());
        return IdPrefix.complete("container id", given, ids).map(ContainerId::new);
    }

    /** The containers in this cell, itself included; all for the empty name. */
    private Stream<Container> known(String cell) {
        return recent.containers(cell, this::ask).stream();
    }

    private List<Container> ask(String cell) {
        CellServiceListRequest request =
                CellServiceListRequest.newBuilder().setCellName(cell).build();
        try {
            return library.cells().list(request).getCellsList().stream()
                    .flatMap(Containers::below)
                    .toList();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    private static Stream<Container> below(CellGraphNode node) {
        return Stream.concat(
                Container.of(node).stream(), node.getChildrenList().stream().flatMap(Containers::below));
    }
}
