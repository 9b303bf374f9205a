// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.time.Duration;

/**
 * What happens when an executable ends without having been stopped. The wait before the nth restart in a row is {@code initialDelay *
 * factor^(n-1)}, at most {@code maxDelay}.
 *
 * @param maxRetries of on-failure: how many restarts in a row there are; 0 for no limit
 * @param factor 1 to 10
 * @param resetAfter a run of at least this length begins a new row
 */
public record RestartPolicy(
        Mode mode, int maxRetries, Duration initialDelay, double factor, Duration maxDelay, Duration resetAfter) {
    /** Nothing happens. */
    public static final RestartPolicy NEVER = of(Mode.NO, 0);

    private static final double FACTOR_MAX = 10;

    /** When it is started again. */
    public enum Mode {
        NO,
        ON_FAILURE,
        ALWAYS
    }

    /** @throws ExecutableException INVALID_ARGUMENT when the numbers do not go together */
    public RestartPolicy {
        if (!(factor >= 1 && factor <= FACTOR_MAX)) {
            throw new ExecutableException.Invalid("restart factor '" + factor + "' (expected: 1 to 10)");
        }
        if (maxDelay.compareTo(initialDelay) < 0) {
            throw new ExecutableException.Invalid("restart max_delay '" + maxDelay.toMillis()
                    + " ms' (expected: at least initial_delay, " + initialDelay.toMillis() + " ms)");
        }
        if (maxRetries < 0) {
            throw new ExecutableException.Invalid("restart max_retries '" + Integer.toUnsignedString(maxRetries)
                    + "' (expected: 0 to " + Integer.MAX_VALUE + ")");
        }
    }

    /** With the standard waits. */
    public static RestartPolicy of(Mode mode, int maxRetries) {
        return new RestartPolicy(
                mode, maxRetries, Duration.ofMillis(200), 2, Duration.ofSeconds(60), Duration.ofSeconds(10));
    }

    /** Whether a run that ended like this is followed by another one, after {@code row} restarts in a row. */
    boolean restarts(boolean failed, int row) {
        return switch (mode) {
            case NO -> false;
            case ON_FAILURE -> failed && (maxRetries == 0 || row < maxRetries);
            case ALWAYS -> true;
        };
    }

    /** How long to wait before the restart that follows {@code row} others. */
    Duration delay(int row) {
        double millis = initialDelay.toMillis() * Math.pow(factor, row);
        return millis < maxDelay.toMillis() ? Duration.ofMillis((long) millis) : maxDelay;
    }
}
