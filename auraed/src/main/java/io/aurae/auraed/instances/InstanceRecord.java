// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.instances.InstanceState.Running;
import io.aurae.auraed.instances.InstanceState.Spawning;
import io.aurae.auraed.instances.InstanceState.Stopped;
import io.aurae.linux.ProcessId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an instance's directory remembers of it. Neither process nor stop: it was being spawned. */
record InstanceRecord(
        SpawnSpec spec, Instant createdAt, @Nullable ProcessId process, boolean stopped) {
    static InstanceRecord of(SpawnSpec spec, Instant createdAt, InstanceState state) {
        return switch (state) {
            case Spawning() -> new InstanceRecord(spec, createdAt, null, false);
            case Running(ProcessId process) -> new InstanceRecord(spec, createdAt, process, false);
            case Stopped() -> new InstanceRecord(spec, createdAt, null, true);
        };
    }

    InstanceState state() {
        if (process != null) {
            return new Running(process);
        }
        return stopped ? new Stopped() : new Spawning();
    }
}
