// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.client.AuraeClient;
import io.aurae.cri.v1.ContainerEventResponse;
import io.aurae.cri.v1.ContainerEventType;
import io.aurae.cri.v1.ContainerState;
import io.aurae.cri.v1.ContainerStatus;
import io.aurae.cri.v1.PodSandboxStatus;
import io.aurae.proto.events.v0.Event;
import io.aurae.proto.events.v0.EventServiceWatchRequest;
import io.aurae.proto.events.v0.EventServiceWatchResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What happens to sandboxes and containers, told as it happens, with how the sandbox and its containers are then. The node's events have
 * names; that of a resource which is gone is the shim's where it looks like an id.
 */
final class ContainerEvents {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int ATTEMPTS = 100;
    private static final String MAIN = "/" + ContainerRequests.MAIN;

    private final AuraeClient library;
    private final Sandboxes sandboxes;
    private final Containers containers;

    ContainerEvents(AuraeClient library, Sandboxes sandboxes, Containers containers) {
        this.library = library;
        this.sandboxes = sandboxes;
        this.containers = containers;
    }

    /** Something that happened to a sandbox, or to a container in it where the id is one. */
    private record Happening(String id, SandboxId sandbox, ContainerEventType type) {}

    /** Who is told, one after the other; it may make the next one wait. */
    interface Listener {
        void tell(ContainerEventResponse what) throws InterruptedException;
    }

    /** Tells of everything from now on, until the caller goes away or the node does. */
    void watch(Listener caller) throws InterruptedException {
        Iterator<EventServiceWatchResponse> events =
                library.events().watch(EventServiceWatchRequest.getDefaultInstance());
        ConcurrentMap<SandboxId, PodSandboxStatus> known = new ConcurrentHashMap<>();
        while (events.hasNext()) {
            EventServiceWatchResponse next = events.next();
            Optional<Happening> it = next.hasEvent() ? happening(next.getEvent()) : Optional.empty();
            if (it.isPresent()) {
                caller.tell(answer(next.getEvent(), it.get(), known));
            }
        }
    }

    /** Empty for what is not the shim's, and for what its callers do not ask about. */
    private static Optional<Happening> happening(Event event) {
        String path = event.getPath();
        return switch (event.getResourceType()) {
            case RESOURCE_TYPE_POD -> type(event).flatMap(type -> ofSandbox(path, type));
            case RESOURCE_TYPE_CELL -> type(event).flatMap(type -> ofContainer(path, type));
            case RESOURCE_TYPE_EXECUTABLE ->
                path.endsWith(MAIN)
                        ? type(event)
                                .flatMap(type -> ofContainer(path.substring(0, path.length() - MAIN.length()), type))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<ContainerEventType> type(Event event) {
        return switch (event.getKind()) {
            case EVENT_KIND_ALLOCATED -> Optional.of(ContainerEventType.CONTAINER_CREATED_EVENT);
            case EVENT_KIND_STARTED -> Optional.of(ContainerEventType.CONTAINER_STARTED_EVENT);
            case EVENT_KIND_EXITED, EVENT_KIND_OUT_OF_MEMORY -> Optional.of(ContainerEventType.CONTAINER_STOPPED_EVENT);
            case EVENT_KIND_STOPPED ->
                event.getPath().contains("/") // asked to stop; that it did is told of when it has
                        ? Optional.empty()
                        : Optional.of(ContainerEventType.CONTAINER_STOPPED_EVENT);
            case EVENT_KIND_FREED -> Optional.of(ContainerEventType.CONTAINER_DELETED_EVENT);
            default -> Optional.empty();
        };
    }

    private static Optional<Happening> ofSandbox(String pod, ContainerEventType type) {
        return SandboxId.isWhole(pod) ? Optional.of(new Happening(pod, new SandboxId(pod), type)) : Optional.empty();
    }

    private static Optional<Happening> ofContainer(String cell, ContainerEventType type) {
        String id = ContainerId.textOfCell(cell);
        return ContainerId.isWhole(id)
                ? Optional.of(new Happening(id, new ContainerId(id).sandbox(), type))
                : Optional.empty();
    }

    private ContainerEventResponse answer(Event event, Happening it, ConcurrentMap<SandboxId, PodSandboxStatus> known) {
        ContainerEventResponse.Builder answer = ContainerEventResponse.newBuilder()
                .setContainerId(it.id())
                .setContainerEventType(it.type())
                .setCreatedAt(Times.nanos(event.getAt()))
                .addAllContainersStatuses(statuses(it));
        sandboxes.lookUp(it.sandbox()).map(Sandbox::status).ifPresent(status -> known.put(it.sandbox(), status));
        Optional.ofNullable(known.get(it.sandbox())).ifPresent(answer::setPodSandboxStatus);
        if (it.type() == ContainerEventType.CONTAINER_DELETED_EVENT && SandboxId.isWhole(it.id())) {
            known.remove(it.sandbox()); // its last status was told
        }
        return answer.build();
    }

    /** A start is told by a moment before it is listed, so what is listed is asked for until it agrees. */
    private List<ContainerStatus> statuses(Happening it) {
        List<ContainerStatus> statuses = containers.statuses(it.sandbox());
        for (int i = 0; i < ATTEMPTS && !agree(statuses, it); i++) {
            LockSupport.parkNanos(PAUSE.toNanos());
            statuses = containers.statuses(it.sandbox());
        }
        return statuses;
    }

    private static boolean agree(List<ContainerStatus> statuses, Happening it) {
        return it.type() != ContainerEventType.CONTAINER_STARTED_EVENT
                || statuses.stream()
                        .noneMatch(status -> status.getId().equals(it.id())
                                && status.getState() == ContainerState.CONTAINER_CREATED);
    }
}
