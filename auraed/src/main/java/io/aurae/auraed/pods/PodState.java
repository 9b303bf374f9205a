// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.network.PodNetwork;
import io.aurae.linux.ProcessId;
import java.time.Instant;

/** Where a pod is in its life; see {@link Pod} for the drawing. */
sealed interface PodState {
    /** The name is reserved; nothing runs. */
    record Allocated() implements PodState {}

    /**
     * It is being started, or was running and is being stopped: what there is of it is taken down if the daemon dies now.
     *
     * @param network what the plugins were or will be asked for
     */
    record Between(PodNetwork network, boolean stopping) implements PodState {}

    /**
     * Its instance was started.
     *
     * @param process the instance's first
     * @param network what the plugins made
     */
    record Running(ProcessId process, PodNetwork network, Instant startedAt) implements PodState {}

    /** Its instance has ended and its addresses are given back. */
    record Stopped() implements PodState {}
}
