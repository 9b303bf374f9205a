// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.base.Rollback;
import io.aurae.client.AuraeClient;
import io.aurae.cri.v1.PodSandbox;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxFilter;
import io.aurae.cri.v1.PodSandboxStatusResponse;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodServiceStartRequest;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import io.aurae.proto.pods.v0.PodState;
import io.aurae.proto.pods.v0.PodStatus;
import io.grpc.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The sandboxes of the node: each is a pod that bears the shim's annotation. */
final class Sandboxes {
    private static final long UNDO_SECONDS = 10;

    private final AuraeClient library;

    Sandboxes(AuraeClient library) {
        this.library = library;
    }

    /**
     * A failure leaves no pod. Repeating: an identical request answers as the first did.
     *
     * @throws CriException INVALID_ARGUMENT, NOT_FOUND for an unknown handler, FAILED_PRECONDITION for what this node cannot do and for a
     *     sandbox that was stopped before
     */
    SandboxId run(PodSandboxConfig config, String handler) {
        SandboxRequests.checkHandler(handler);
        SandboxId id = SandboxRequests.id(config);
        Pod pod = SandboxRequests.pod(id, config);
        makeLogDirectory(config.getLogDirectory());
        PodState state = library.pods()
                .allocate(PodServiceAllocateRequest.newBuilder().setPod(pod).build())
                .getStatus()
                .getState();
        if (state == PodState.POD_STATE_STOPPED) {
            throw new CriException.WrongState(
                    "pod sandbox", id.text(), "stopped", "a new attempt, or the old one removed");
        }
        if (state != PodState.POD_STATE_RUNNING) {
            start(id);
        }
        return id;
    }

    /** Most callers have made it; those that have not expect it to appear. */
    private static void makeLogDirectory(String directory) {
        if (directory.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(Path.of(directory));
        } catch (IOException | InvalidPathException e) {
            throw new CriException.Invalid("log directory", directory, "a directory that is there or can be made");
        }
    }

    private void start(SandboxId id) {
        try (Rollback rollback = new Rollback()) {
            rollback.push("free pod " + id, () -> abandon(id));
            library.pods()
                    .start(PodServiceStartRequest.newBuilder()
                            .setName(id.text())
                            .build());
            rollback.release();
        }
    }

    /** Frees a pod also when the caller that wanted it is gone. */
    private void abandon(SandboxId id) throws Exception {
        PodServiceFreeRequest request =
                PodServiceFreeRequest.newBuilder().setName(id.text()).build();
        Context.current()
                .fork()
                .call(() -> library.pods()
                        .withDeadlineAfter(UNDO_SECONDS, TimeUnit.SECONDS)
                        .free(request));
    }

    /** Ends by force what still runs: whoever wants it gentle stops the containers first. Repeating: succeeds when stopped or absent. */
    void stop(String given) {
        find(given)
                .ifPresent(id -> library.pods()
                        .stop(PodServiceStopRequest.newBuilder()
                                .setName(id.text())
                                .setGracePeriod(Times.seconds(0))
                                .build()));
    }

    /** Repeating: succeeds when it is absent. */
    void remove(String given) {
        find(given).ifPresent(this::free);
    }

    /** @throws CriException NOT_FOUND */
    PodSandboxStatusResponse status(String given, boolean verbose) {
        return require(given).answer(verbose);
    }

    /** @throws CriException NOT_FOUND */
    Sandbox require(String given) {
        return find(given).flatMap(this::lookUp).orElseThrow(() -> new CriException.Absent("pod sandbox", given));
    }

    List<PodSandbox> list(PodSandboxFilter filter) {
        return known("")
                .filter(sandbox -> sandbox.fits(filter))
                .map(Sandbox::row)
                .toList();
    }

    /** The sandbox that has this id, if it is there. */
    Optional<Sandbox> lookUp(SandboxId id) {
        return known(id.text()).findFirst();
    }

    /** The id that a caller means by an id or its beginning; a whole id need not exist. */
    Optional<SandboxId> find(String given) {
        if (SandboxId.isWhole(given)) {
            return Optional.of(new SandboxId(given));
        }
        Stream<String> ids = known("").map(sandbox -> sandbox.id().text());
        return IdPrefix.complete("pod sandbox id", given, ids).map(SandboxId::new);
    }

    private Stream<Sandbox> known(String name) {
        List<PodStatus> pods = library.pods()
                .list(PodServiceListRequest.newBuilder().setName(name).build())
                .getPodsList();
        return pods.stream().flatMap(pod -> Sandbox.of(pod).stream());
    }

    private void free(SandboxId id) {
        library.pods()
                .free(PodServiceFreeRequest.newBuilder().setName(id.text()).build());
    }
}
