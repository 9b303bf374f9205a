// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.cri.v1.Container;
import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerMetadata;
import io.aurae.cri.v1.ContainerState;
import io.aurae.cri.v1.ContainerStatusRequest;
import io.aurae.cri.v1.CreateContainerRequest;
import io.aurae.cri.v1.ImageSpec;
import io.aurae.cri.v1.ListContainersRequest;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxMetadata;
import io.aurae.cri.v1.RemoveContainerRequest;
import io.aurae.cri.v1.RunPodSandboxRequest;
import io.aurae.cri.v1.RuntimeServiceGrpc;
import io.aurae.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.aurae.cri.v1.StartContainerRequest;
import io.aurae.proto.events.v0.Event;
import io.aurae.proto.images.v0.Image;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shim answers from memory, and when it asks the node again. */
class RecentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final FakeNode node = new FakeNode();
    private final FakeEvents events = new FakeEvents();
    private TestSockets sockets;
    private RuntimeServiceBlockingStub runtime;
    private String container;
    private int attempts;

    @BeforeEach
    void serve() {
        node.images.byId.put(FakeImages.NGINX.getId(), FakeImages.NGINX);
        sockets = TestSockets.serve(directory, node, events);
        runtime = RuntimeServiceGrpc.newBlockingStub(sockets.shim());
        container = create();
        runtime.startContainer(
                StartContainerRequest.newBuilder().setContainerId(container).build());
    }

    @AfterEach
    void close() {
        sockets.close();
    }

    @Test
    void theNodeIsAskedOnceUntilSomethingHappens() {
        awaitAnswersFromMemory();
        node.end(new ContainerId(container).cell(), 3);
        assertThat(state()).as("what nobody told of").isEqualTo(ContainerState.CONTAINER_RUNNING);

        events.happen();

        await().atMost(PATIENCE).until(() -> state() == ContainerState.CONTAINER_EXITED);
        awaitAnswersFromMemory();
    }

    @Test
    void theStateOfOneIsAnsweredFromMemoryToo() {
        awaitAnswersFromMemory();
        status();
        int before = node.lists.get();

        assertThat(status()).isEqualTo(ContainerState.CONTAINER_RUNNING);

        assertThat(node.lists).hasValue(before);
    }

    @Test
    void whatWasChangedThroughTheShimIsSeenAtOnceWithoutAnEvent() {
        awaitAnswersFromMemory();

        runtime.removeContainer(
                RemoveContainerRequest.newBuilder().setContainerId(container).build());

        assertThat(list()).isEmpty();
    }

    @Test
    void whileEventsCannotBeWatchedTheNodeIsAskedEachTime() {
        awaitAnswersFromMemory();

        events.breakOff();

        await().atMost(PATIENCE).until(() -> !isFromMemory());
        node.end(new ContainerId(container).cell(), 3);
        assertThat(state()).isEqualTo(ContainerState.CONTAINER_EXITED);
        events.broken = false;
        awaitAnswersFromMemory();
    }

    @Test
    void anImageIsAskedForOnceUntilSomethingHappensToOne() {
        awaitAnswersFromMemory();
        create("first");
        int before = node.images.questions.get();

        create("second");
        events.happen(Event.newBuilder().setPath("web/other").build());
        create("third");

        assertThat(node.images.questions).hasValue(before);
        events.happen(Event.newBuilder().setImage("nginx").build());
        await().atMost(PATIENCE).until(() -> {
            create("fourth-" + attempts++);
            return node.images.questions.get() > before;
        });
    }

    @Test
    void anImageOfAnotherContentUnderTheSameNameIsFoundWithoutAnEvent() {
        awaitAnswersFromMemory();
        create("first");
        node.images.byId.clear();
        assertThatThrownBy(() -> create("second")).hasMessage("NOT_FOUND: image 'nginx' does not exist");
        Image other =
                FakeImages.NGINX.toBuilder().setId("sha256:" + "c3".repeat(32)).build();
        node.images.byId.put(other.getId(), other);

        ContainerId made = new ContainerId(create("third"));

        assertThat(node.cells.get(made.cell()).getCell().getRoot().getImage()).isEqualTo(other.getId());
    }

    private void awaitAnswersFromMemory() {
        await().atMost(PATIENCE).until(this::isFromMemory);
    }

    private boolean isFromMemory() {
        list();
        int before = node.lists.get();
        list();
        return node.lists.get() == before;
    }

    private List<Container> list() {
        return runtime.listContainers(ListContainersRequest.getDefaultInstance())
                .getContainersList();
    }

    private ContainerState state() {
        return list().getFirst().getState();
    }

    private ContainerState status() {
        return runtime.containerStatus(ContainerStatusRequest.newBuilder()
                        .setContainerId(container)
                        .build())
                .getStatus()
                .getState();
    }

    private String create() {
        return create("nginx");
    }

    private String create(String name) {
        PodSandboxConfig pod = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName("web")
                        .setNamespace("default")
                        .setUid("u-1"))
                .build();
        String sandbox = runtime.runPodSandbox(
                        RunPodSandboxRequest.newBuilder().setConfig(pod).build())
                .getPodSandboxId();
        ContainerConfig config = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName(name))
                .setImage(ImageSpec.newBuilder().setImage("nginx"))
                .build();
        return runtime.createContainer(CreateContainerRequest.newBuilder()
                        .setPodSandboxId(sandbox)
                        .setConfig(config)
                        .setSandboxConfig(pod)
                        .build())
                .getContainerId();
    }
}
