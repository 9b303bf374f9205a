// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.network.PodNetwork;
import io.aurae.auraed.pods.PodState.Allocated;
import io.aurae.auraed.pods.PodState.Between;
import io.aurae.auraed.pods.PodState.Running;
import io.aurae.auraed.pods.PodState.Stopped;
import io.aurae.linux.IdMap;
import io.aurae.linux.ProcessId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's directory remembers of it.
 *
 * @param ids of its users; absent where they are the node's
 */
record PodRecord(
        PodSpec spec,
        Instant createdAt,
        Phase phase,
        @Nullable PodNetwork network,
        @Nullable ProcessId process,
        @Nullable Instant startedAt,
        @Nullable IdMap ids) {
    enum Phase {
        ALLOCATED,
        STARTING,
        RUNNING,
        STOPPING,
        STOPPED
    }

    static PodRecord of(PodSpec spec, @Nullable IdMap ids, Instant createdAt, PodState state) {
        return switch (state) {
            case Allocated() -> new PodRecord(spec, createdAt, Phase.ALLOCATED, null, null, null, ids);
            case Between(PodNetwork network, boolean stopping) ->
                new PodRecord(spec, createdAt, stopping ? Phase.STOPPING : Phase.STARTING, network, null, null, ids);
            case Running(ProcessId process, PodNetwork network, Instant startedAt) ->
                new PodRecord(spec, createdAt, Phase.RUNNING, network, process, startedAt, ids);
            case Stopped() -> new PodRecord(spec, createdAt, Phase.STOPPED, null, null, null, ids);
        };
    }

    PodState state() {
        if (phase == Phase.RUNNING && process != null && network != null && startedAt != null) {
            return new Running(process, network, startedAt);
        }
        if (network != null) {
            return new Between(network, phase == Phase.STOPPING);
        }
        return phase == Phase.STOPPED ? new Stopped() : new Allocated();
    }
}
