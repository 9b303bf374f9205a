// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.cells.Statistics;
import io.aurae.auraed.cells.StatsQuery;
import io.aurae.auraed.network.InterfaceCounters;
import io.aurae.auraed.pods.PodState.Running;
import io.aurae.proto.cells.v0.InterfaceUsage;
import io.aurae.proto.pods.v0.PodStats;
import java.util.Optional;

/** Reads what pods use; no program is started for it. */
final class PodStatistics {
    private final Statistics cells;
    private final StatsQuery query;

    PodStatistics(Statistics cells, StatsQuery query) {
        this.cells = cells;
        this.query = query;
    }

    /** Of a pod that runs; empty for any other. */
    Optional<PodStats> of(Pod pod) {
        if (!(pod.state() instanceof Running running)) {
            return Optional.empty();
        }
        String name = pod.spec().name().path();
        PodStats.Builder stats = PodStats.newBuilder().setName(name).addAllCells(cells.ofPod(name, query));
        cells.usage(pod.plan().cgroup(), query).ifPresent(stats::setUsage);
        if (query.network()) {
            InterfaceCounters.of(running.process().pid()).forEach(link -> stats.addInterfaces(message(link)));
        }
        if (query.specification()) {
            stats.setPod(PodMessages.status(pod).getPod());
        }
        return Optional.of(stats.build());
    }

    private static InterfaceUsage message(InterfaceCounters link) {
        return InterfaceUsage.newBuilder()
                .setName(link.name())
                .setReceiveBytes(link.received().bytes())
                .setReceivePackets(link.received().packets())
                .setReceiveErrors(link.received().errors())
                .setReceiveDropped(link.received().dropped())
                .setTransmitBytes(link.sent().bytes())
                .setTransmitPackets(link.sent().packets())
                .setTransmitErrors(link.sent().errors())
                .setTransmitDropped(link.sent().dropped())
                .build();
    }
}
