// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.instances.InstanceState.Running;
import io.aurae.auraed.instances.InstanceState.Spawning;
import io.aurae.auraed.instances.InstanceState.Stopped;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.linux.ProcessId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an instance's directory remembers of it. Neither process nor stop: it was being spawned. Both: it was being stopped.
 *
 * @param updated the limits in force, once they are not those of the spawn any more
 * @param pending limits that are being set over those in force; the next start sets them
 */
record InstanceRecord(
        SpawnSpec spec,
        Instant createdAt,
        @Nullable ProcessId process,
        boolean stopped,
        @Nullable CgroupLimits updated,
        @Nullable CgroupLimits pending) {
    /** Of an instance that is being made. */
    static InstanceRecord begin(SpawnSpec spec, Instant createdAt) {
        return new InstanceRecord(spec, createdAt, null, false, null, null);
    }

    /** The same in another state. */
    InstanceRecord in(InstanceState state) {
        return switch (state) {
            case Spawning() -> new InstanceRecord(spec, createdAt, null, false, updated, pending);
            case Running(ProcessId first) -> new InstanceRecord(spec, createdAt, first, false, updated, pending);
            case Stopped() -> new InstanceRecord(spec, createdAt, null, true, updated, null);
        };
    }

    /** The same once somebody asked it to stop. */
    InstanceRecord stopping() {
        return new InstanceRecord(spec, createdAt, process, true, updated, pending);
    }

    /** Whether somebody asked it to stop, and it was not written down that it has. */
    boolean isStopping() {
        return stopped && process != null;
    }

    /** The limits in force. */
    CgroupLimits limits() {
        return updated == null ? spec.limits() : updated;
    }

    InstanceRecord updating(CgroupLimits change) {
        return new InstanceRecord(spec, createdAt, process, stopped, updated, change);
    }

    InstanceRecord updated(CgroupLimits limits) {
        return new InstanceRecord(spec, createdAt, process, stopped, limits, null);
    }

    InstanceRecord notUpdated() {
        return new InstanceRecord(spec, createdAt, process, stopped, updated, null);
    }

    InstanceState state() {
        if (process != null) {
            return new Running(process);
        }
        return stopped ? new Stopped() : new Spawning();
    }
}
