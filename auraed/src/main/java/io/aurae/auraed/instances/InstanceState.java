// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.linux.ProcessId;

/** Where an instance is in its life; see {@link Instance} for the drawing. */
sealed interface InstanceState {
    /** It is being spawned: what there is of it is undone if the daemon dies now. */
    record Spawning() implements InstanceState {}

    /** Its first process runs. */
    record Running(ProcessId process) implements InstanceState {}

    /** Its first process has ended, and with it everything in the instance. */
    record Stopped() implements InstanceState {}
}
