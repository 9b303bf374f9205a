// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.ExecutableState.Starting;
import io.aurae.linux.ProcessId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an executable's directory remembers of it. A record without process and exit is of one that was being started.
 *
 * @param begunNanos see {@link Origin}
 * @param stopped whether somebody asked it to stop
 * @param exit how it ended, or the run before the next one
 * @param nextStart when there is a next one
 * @param nanos the start of the run, or when the next one is due, by {@code System.nanoTime}
 */
record ExecutableRecord(
        ExecutableSpec spec,
        Prepared.Facts facts,
        long begunNanos,
        boolean stopped,
        Restarts restarts,
        @Nullable ProcessId process,
        @Nullable ProcessId monitor,
        @Nullable Instant startedAt,
        @Nullable Exited exit,
        @Nullable Instant nextStart,
        long nanos) {

    static ExecutableRecord of(Origin origin, Life.Moment moment) {
        ExecutableState state = moment.state();
        Running running = state instanceof Running now ? now : null;
        Exited exit = state instanceof BackOff waiting ? waiting.exit() : state instanceof Exited ended ? ended : null;
        return new ExecutableRecord(
                origin.spec(),
                origin.facts(),
                origin.begunNanos(),
                moment.stopped(),
                moment.restarts(),
                running == null ? null : running.process(),
                running == null ? null : running.monitor(),
                running == null ? null : running.startedAt(),
                exit,
                state instanceof BackOff waiting ? waiting.nextStart() : null,
                nanos(state));
    }

    private static long nanos(ExecutableState state) {
        return switch (state) {
            case Running running -> running.startedNanos();
            case BackOff waiting -> waiting.dueNanos();
            case Starting _, Exited _ -> 0;
        };
    }

    Origin origin() {
        return new Origin(spec, facts, begunNanos);
    }

    Life.Moment moment() {
        return new Life.Moment(state(), stopped, restarts);
    }

    private ExecutableState state() {
        if (exit != null) {
            return nextStart == null ? exit : new BackOff(exit, nextStart, nanos);
        }
        return process == null || startedAt == null ? new Starting() : new Running(process, monitor, startedAt, nanos);
    }
}
