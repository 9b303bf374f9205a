// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.linux.ProcessId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where an executable is in its life; see {@link Executable} for the drawing. */
public sealed interface ExecutableState {
    /** It is being started: what there is of it is undone if the daemon dies now. */
    record Starting() implements ExecutableState {}

    /**
     * It runs.
     *
     * @param process as this node sees it
     * @param monitor keeps its streams and will leave its exit code; absent when it is not known
     * @param startedAt for people, by a clock that may be set
     * @param startedNanos the same by {@code System.nanoTime}, which on Linux is one clock for all processes until the next boot
     */
    record Running(ProcessId process, @Nullable ProcessId monitor, Instant startedAt, long startedNanos)
            implements ExecutableState {}

    /**
     * It ended and is started again.
     *
     * @param exit how it ended
     * @param nextStart when it is started again, for people
     * @param dueNanos the same by the clock that counts; see {@link Running}
     */
    record BackOff(Exited exit, Instant nextStart, long dueNanos) implements ExecutableState {}

    /**
     * It ended.
     *
     * @param exitCode 0 to 255; 128 plus the signal's number when a signal ended it
     * @param oomKilled whether the kernel ended it for want of memory
     * @param message why, where there is more to say than the code; else empty
     */
    record Exited(int exitCode, boolean oomKilled, Instant startedAt, Instant finishedAt, String message)
            implements ExecutableState {}
}
