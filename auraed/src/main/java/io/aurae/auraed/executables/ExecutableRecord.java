// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.ExecutableState.Starting;
import io.aurae.linux.ProcessId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an executable's directory remembers of it. A record without process is of one that was being started.
 *
 * @param stopped whether somebody asked it to stop
 */
record ExecutableRecord(
        ExecutableSpec spec,
        Prepared.Facts facts,
        boolean stopped,
        @Nullable ProcessId process,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int exitCode,
        boolean oomKilled,
        String message) {

    static ExecutableRecord of(ExecutableSpec spec, Prepared.Facts facts, boolean stopped, ExecutableState state) {
        return switch (state) {
            case Starting() -> new ExecutableRecord(spec, facts, stopped, null, null, null, 0, false, "");
            case Running(ProcessId process, Instant startedAt) ->
                new ExecutableRecord(spec, facts, stopped, process, startedAt, null, 0, false, "");
            case Exited(int code, boolean oom, Instant startedAt, Instant finishedAt, String message) ->
                new ExecutableRecord(spec, facts, stopped, null, startedAt, finishedAt, code, oom, message);
        };
    }

    ExecutableState state() {
        if (startedAt == null) {
            return new Starting();
        }
        if (finishedAt != null) {
            return new Exited(exitCode, oomKilled, startedAt, finishedAt, message);
        }
        return process == null ? new Starting() : new Running(process, startedAt);
    }
}
