// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerMetadata;
import io.aurae.cri.v1.ContainerStats;
import io.aurae.cri.v1.ContainerStatsFilter;
import io.aurae.cri.v1.ContainerStatsRequest;
import io.aurae.cri.v1.CreateContainerRequest;
import io.aurae.cri.v1.ImageServiceGrpc;
import io.aurae.cri.v1.ImageSpec;
import io.aurae.cri.v1.LinuxContainerResources;
import io.aurae.cri.v1.ListContainerStatsRequest;
import io.aurae.cri.v1.ListPodSandboxStatsRequest;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxMetadata;
import io.aurae.cri.v1.PodSandboxStats;
import io.aurae.cri.v1.PodSandboxStatsRequest;
import io.aurae.cri.v1.PullImageRequest;
import io.aurae.cri.v1.RunPodSandboxRequest;
import io.aurae.cri.v1.RuntimeServiceGrpc;
import io.aurae.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.aurae.cri.v1.UpdateContainerResourcesRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures and limits over the whole shim, in front of a node in memory. */
class ShimFiguresTest {
    private static final ImageSpec IMAGE =
            ImageSpec.newBuilder().setImage("nginx").build();
    private static final PodSandboxConfig POD = PodSandboxConfig.newBuilder()
            .setMetadata(PodSandboxMetadata.newBuilder()
                    .setName("web")
                    .setNamespace("default")
                    .setUid("u-1"))
            .putLabels("app", "web")
            .build();
    private static final ContainerConfig NGINX = ContainerConfig.newBuilder()
            .setMetadata(ContainerMetadata.newBuilder().setName("nginx"))
            .setImage(IMAGE)
            .putLabels("tier", "front")
            .build();

    @TempDir
    Path directory;

    private final FakeNode node = new FakeNode();
    private TestSockets sockets;
    private RuntimeServiceBlockingStub runtime;

    @BeforeEach
    void serve() {
        sockets = TestSockets.serve(directory, node);
        runtime = RuntimeServiceGrpc.newBlockingStub(sockets.shim());
    }

    @AfterEach
    void close() {
        sockets.close();
    }

    @Test
    void figuresOfContainersAreThoseOfTheirCells() {
        String sandbox = run();
        String id = create(sandbox);

        ContainerStats stats = runtime.containerStats(ContainerStatsRequest.newBuilder()
                        .setContainerId(id.substring(0, 9))
                        .build())
                .getStats();
        assertThat(stats.getAttributes().getMetadata().getName()).isEqualTo("nginx");
        assertThat(stats.getAttributes().getLabelsMap()).containsEntry("tier", "front");
        assertThat(stats.getCpu().getTimestamp()).isEqualTo(7_000_000_000L);
        assertThat(stats.getCpu().getUsageCoreNanoSeconds().getValue()).isEqualTo(5_000);
        assertThat(stats.getCpu().getPsi().getSome().getTotal()).isEqualTo(42);
        assertThat(stats.getCpu().hasUsageNanoCores()).isFalse();
        assertThat(stats.getMemory().getAvailableBytes().getValue()).isEqualTo(400);
        assertThat(stats.getMemory().hasPsi()).isFalse();
        assertThat(stats.getSwap().getSwapUsageBytes().getValue()).isEqualTo(3);
        assertThat(listed(ContainerStatsFilter.newBuilder().setPodSandboxId(sandbox)))
                .containsExactly(stats);
        assertThat(listed(ContainerStatsFilter.newBuilder().putLabelSelector("tier", "back")))
                .isEmpty();
        assertThatThrownBy(() -> runtime.containerStats(ContainerStatsRequest.newBuilder()
                        .setContainerId("f".repeat(64))
                        .build()))
                .hasMessageContaining("NOT_FOUND: container 'fff");
    }

    private List<ContainerStats> listed(ContainerStatsFilter.Builder filter) {
        return runtime.listContainerStats(
                        ListContainerStatsRequest.newBuilder().setFilter(filter).build())
                .getStatsList();
    }

    @Test
    void figuresOfSandboxesHaveTheirContainersAndInterfaces() {
        String sandbox = run();
        create(sandbox);

        PodSandboxStats stats = runtime.podSandboxStats(PodSandboxStatsRequest.newBuilder()
                        .setPodSandboxId(sandbox)
                        .build())
                .getStats();
        assertThat(stats.getAttributes().getLabelsMap()).containsEntry("app", "web");
        assertThat(stats.getLinux().getProcess().getProcessCount().getValue()).isEqualTo(4);
        assertThat(stats.getLinux().getNetwork().getDefaultInterface().getName())
                .isEqualTo("eth0");
        assertThat(stats.getLinux()
                        .getNetwork()
                        .getDefaultInterface()
                        .getRxBytes()
                        .getValue())
                .isEqualTo(11);
        assertThat(stats.getLinux().getContainersList()).hasSize(1);
        assertThat(runtime.listPodSandboxStats(ListPodSandboxStatsRequest.getDefaultInstance())
                        .getStatsList())
                .containsExactly(stats);
    }

    @Test
    void newLimitsReachTheCellAndTheStatus() {
        String id = create(run());
        runtime.updateContainerResources(UpdateContainerResourcesRequest.newBuilder()
                .setContainerId(id)
                .setLinux(LinuxContainerResources.newBuilder().setMemoryLimitInBytes(1 << 20))
                .build());

        assertThat(node.cells.values().iterator().next().getCell().getMemory().getMax())
                .isEqualTo(1 << 20);
        assertThatThrownBy(() -> runtime.updateContainerResources(UpdateContainerResourcesRequest.newBuilder()
                        .setContainerId("f".repeat(64))
                        .build()))
                .hasMessageContaining("NOT_FOUND");
    }

    private String run() {
        return runtime.runPodSandbox(
                        RunPodSandboxRequest.newBuilder().setConfig(POD).build())
                .getPodSandboxId();
    }

    private String create(String sandbox) {
        ImageServiceGrpc.newBlockingStub(sockets.shim())
                .pullImage(PullImageRequest.newBuilder().setImage(IMAGE).build());
        return runtime.createContainer(CreateContainerRequest.newBuilder()
                        .setPodSandboxId(sandbox)
                        .setConfig(NGINX)
                        .setSandboxConfig(POD)
                        .build())
                .getContainerId();
    }
}
