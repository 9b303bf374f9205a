// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.client.AuraeClient;
import io.aurae.cri.v1.ContainerAttributes;
import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerStats;
import io.aurae.cri.v1.ContainerStatsFilter;
import io.aurae.cri.v1.LinuxPodSandboxStats;
import io.aurae.cri.v1.PodSandboxAttributes;
import io.aurae.cri.v1.PodSandboxMetrics;
import io.aurae.cri.v1.PodSandboxStats;
import io.aurae.cri.v1.PodSandboxStatsFilter;
import io.aurae.proto.cells.v0.CellServiceStatsRequest;
import io.aurae.proto.cells.v0.CellStats;
import io.aurae.proto.cells.v0.StatsPart;
import io.aurae.proto.pods.v0.PodServiceStatsRequest;
import io.aurae.proto.pods.v0.PodStats;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Figures of sandboxes and containers, by one call of the node for each call here. */
final class Statistics {
    private static final List<StatsPart> OF_CONTAINERS = List.of(
            StatsPart.STATS_PART_CPU,
            StatsPart.STATS_PART_MEMORY,
            StatsPart.STATS_PART_PRESSURE,
            StatsPart.STATS_PART_DISK);
    private static final List<StatsPart> OF_SANDBOXES = List.of(
            StatsPart.STATS_PART_CPU,
            StatsPart.STATS_PART_MEMORY,
            StatsPart.STATS_PART_PRESSURE,
            StatsPart.STATS_PART_PIDS,
            StatsPart.STATS_PART_NETWORK,
            StatsPart.STATS_PART_DISK);

    private final AuraeClient library;
    private final Sandboxes sandboxes;
    private final Containers containers;

    Statistics(AuraeClient library, Sandboxes sandboxes, Containers containers) {
        this.library = library;
        this.sandboxes = sandboxes;
        this.containers = containers;
    }

    /** @throws CriException NOT_FOUND */
    ContainerStats container(String given) {
        return containers
                .find(given)
                .flatMap(id -> ofContainers(id.cell()).findFirst())
                .orElseThrow(() -> new CriException.Absent("container", given));
    }

    List<ContainerStats> containers(ContainerStatsFilter filter) {
        return ofContainers("").filter(stats -> fits(stats, filter)).toList();
    }

    private static boolean fits(ContainerStats stats, ContainerStatsFilter filter) {
        ContainerAttributes attributes = stats.getAttributes();
        return attributes.getId().startsWith(filter.getId())
                && new ContainerId(attributes.getId()).sandbox().text().startsWith(filter.getPodSandboxId())
                && attributes
                        .getLabelsMap()
                        .entrySet()
                        .containsAll(filter.getLabelSelectorMap().entrySet());
    }

    private Stream<ContainerStats> ofContainers(String cell) {
        CellServiceStatsRequest request = CellServiceStatsRequest.newBuilder()
                .setCellName(cell)
                .addAllParts(OF_CONTAINERS)
                .setSpecification(true)
                .build();
        try {
            return library.cells().stats(request).getCellsList().stream().flatMap(stats -> stats(stats).stream());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Stream.empty();
            }
            throw e;
        }
    }

    /** Empty for a cell that somebody else made. */
    private static Optional<ContainerStats> stats(CellStats stats) {
        return KeptConfig.container(stats.getCellName(), stats.getCell().getAnnotationsMap())
                .map(config -> stats(stats, config));
    }

    private static ContainerStats stats(CellStats stats, ContainerConfig config) {
        Figures figures = new Figures(stats.getUsage());
        ContainerStats.Builder container = ContainerStats.newBuilder()
                .setAttributes(ContainerAttributes.newBuilder()
                        .setId(ContainerId.ofCell(stats.getCellName()).text())
                        .setMetadata(config.getMetadata())
                        .putAllLabels(stats.getCell().getLabelsMap())
                        .putAllAnnotations(config.getAnnotationsMap()))
                .setCpu(figures.cpu())
                .setMemory(figures.memory())
                .setSwap(figures.swap())
                .setIo(figures.io());
        figures.writtenLayer().ifPresent(container::setWritableLayer);
        return container.build();
    }

    /** @throws CriException NOT_FOUND */
    PodSandboxStats sandbox(String given) {
        return sandboxes
                .find(given)
                .flatMap(id -> ofSandboxes(id.text()).findFirst())
                .orElseThrow(() -> new CriException.Absent("running pod sandbox", given));
    }

    List<PodSandboxStats> sandboxes(PodSandboxStatsFilter filter) {
        return ofSandboxes("")
                .filter(stats -> stats.getAttributes().getId().startsWith(filter.getId())
                        && stats.getAttributes()
                                .getLabelsMap()
                                .entrySet()
                                .containsAll(filter.getLabelSelectorMap().entrySet()))
                .toList();
    }

    /** Samples of every metric of every sandbox that runs. */
    List<PodSandboxMetrics> metrics() {
        return ofPods("", List.of()).flatMap(pod -> Metrics.of(pod).stream()).toList();
    }

    private Stream<PodSandboxStats> ofSandboxes(String pod) {
        return ofPods(pod, OF_SANDBOXES).flatMap(stats -> stats(stats).stream());
    }

    private Stream<PodStats> ofPods(String pod, List<StatsPart> parts) {
        PodServiceStatsRequest request = PodServiceStatsRequest.newBuilder()
                .setName(pod)
                .addAllParts(parts)
                .setSpecification(true)
                .build();
        try {
            return library.pods().stats(request).getPodsList().stream();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Stream.empty();
            }
            throw e;
        }
    }

    /** Empty for a pod that somebody else made. */
    private static Optional<PodSandboxStats> stats(PodStats stats) {
        Figures figures = new Figures(stats.getUsage());
        return KeptConfig.sandbox(stats.getName(), stats.getPod().getAnnotationsMap())
                .map(config -> PodSandboxStats.newBuilder()
                        .setAttributes(PodSandboxAttributes.newBuilder()
                                .setId(stats.getName())
                                .setMetadata(config.getMetadata())
                                .putAllLabels(stats.getPod().getLabelsMap())
                                .putAllAnnotations(config.getAnnotationsMap()))
                        .setLinux(LinuxPodSandboxStats.newBuilder()
                                .setCpu(figures.cpu())
                                .setMemory(figures.memory())
                                .setNetwork(figures.network(stats.getInterfacesList()))
                                .setProcess(figures.processes())
                                .setIo(figures.io())
                                .addAllContainers(stats.getCellsList().stream()
                                        .flatMap(cell -> stats(cell).stream())
                                        .toList()))
                        .build());
    }
}
