// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.ContainerStats;
import io.aurae.cri.v1.ContainerStatsFilter;
import io.aurae.cri.v1.ContainerStatsRequest;
import io.aurae.cri.v1.ImageFsInfoRequest;
import io.aurae.cri.v1.ImageFsInfoResponse;
import io.aurae.cri.v1.LinuxContainerResources;
import io.aurae.cri.v1.ListContainerStatsRequest;
import io.aurae.cri.v1.ListPodSandboxStatsRequest;
import io.aurae.cri.v1.PodSandboxStats;
import io.aurae.cri.v1.PodSandboxStatsRequest;
import io.aurae.cri.v1.UpdateContainerResourcesRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures and limits over the whole shim, in front of a node in memory. */
class ShimFiguresTest extends WithShim {
    @Test
    void figuresOfContainersAreThoseOfTheirCells() {
        String sandbox = caller.run();
        String id = caller.create(sandbox);

        ContainerStats stats = caller.runtime()
                .containerStats(ContainerStatsRequest.newBuilder()
                        .setContainerId(id.substring(0, 9))
                        .build())
                .getStats();
        assertThat(stats.getAttributes().getMetadata().getName()).isEqualTo("nginx");
        assertThat(stats.getAttributes().getLabelsMap()).containsEntry("tier", "front");
        assertThat(stats.getCpu().getTimestamp()).isEqualTo(7_000_000_000L);
        assertThat(stats.getCpu().getUsageCoreNanoSeconds().getValue()).isEqualTo(5_000);
        assertThat(stats.getCpu().getPsi().getSome().getTotal()).isEqualTo(42);
        assertThat(stats.getCpu().getUsageNanoCores().getValue()).isEqualTo(250);
        assertThat(stats.getWritableLayer().getTimestamp()).isEqualTo(6_000_000_000L);
        assertThat(stats.getWritableLayer().getFsId().getMountpoint()).isEqualTo("/layers");
        assertThat(stats.getWritableLayer().getUsedBytes().getValue()).isEqualTo(8192);
        assertThat(stats.getWritableLayer().getInodesUsed().getValue()).isEqualTo(2);
        assertThat(stats.getMemory().getAvailableBytes().getValue()).isEqualTo(400);
        assertThat(stats.getMemory().hasPsi()).isFalse();
        assertThat(stats.getSwap().getSwapUsageBytes().getValue()).isEqualTo(3);
        assertThat(listed(ContainerStatsFilter.newBuilder().setPodSandboxId(sandbox)))
                .containsExactly(stats);
        assertThat(listed(ContainerStatsFilter.newBuilder().putLabelSelector("tier", "back")))
                .isEmpty();
        assertThatThrownBy(() -> caller.runtime()
                        .containerStats(ContainerStatsRequest.newBuilder()
                                .setContainerId("f".repeat(64))
                                .build()))
                .hasMessageContaining("NOT_FOUND: container 'fff");
    }

    private List<ContainerStats> listed(ContainerStatsFilter.Builder filter) {
        return caller.runtime()
                .listContainerStats(
                        ListContainerStatsRequest.newBuilder().setFilter(filter).build())
                .getStatsList();
    }

    @Test
    void figuresOfSandboxesHaveTheirContainersAndInterfaces() {
        String sandbox = caller.run();
        caller.create(sandbox);

        PodSandboxStats stats = caller.runtime()
                .podSandboxStats(PodSandboxStatsRequest.newBuilder()
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
        assertThat(caller.runtime()
                        .listPodSandboxStats(ListPodSandboxStatsRequest.getDefaultInstance())
                        .getStatsList())
                .containsExactly(stats);
    }

    @Test
    void whatImagesTakeAndWhatContainersWriteAreToldApart() {
        ImageFsInfoResponse answer = caller.images().imageFsInfo(ImageFsInfoRequest.getDefaultInstance());

        assertThat(answer.getImageFilesystemsList()).singleElement().satisfies(images -> {
            assertThat(images.getTimestamp()).isEqualTo(5_000_000_000L);
            assertThat(images.getFsId().getMountpoint()).isEqualTo("/images");
            assertThat(images.getInodesUsed().getValue()).isEqualTo(3);
        });
        assertThat(answer.getContainerFilesystemsList()).singleElement().satisfies(containers -> {
            assertThat(containers.getFsId().getMountpoint()).isEqualTo("/layers");
            assertThat(containers.getUsedBytes().getValue()).isEqualTo(9);
        });
    }

    @Test
    void newLimitsReachTheCellAndTheStatus() {
        String id = caller.create(caller.run());
        caller.runtime()
                .updateContainerResources(UpdateContainerResourcesRequest.newBuilder()
                        .setContainerId(id)
                        .setLinux(LinuxContainerResources.newBuilder().setMemoryLimitInBytes(1 << 20))
                        .build());

        assertThat(node.cells.values().iterator().next().getCell().getMemory().getMax())
                .isEqualTo(1 << 20);
        assertThatThrownBy(() -> caller.runtime()
                        .updateContainerResources(UpdateContainerResourcesRequest.newBuilder()
                                .setContainerId("f".repeat(64))
                                .build()))
                .hasMessageContaining("NOT_FOUND");
    }
}
