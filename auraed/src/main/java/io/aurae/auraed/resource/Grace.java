// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import com.google.protobuf.util.Durations;
import java.time.Duration;

/** How long something may take to end after it was asked to, and before it is ended. */
public final class Grace {
    /** When nothing is said. */
    public static final Duration STANDARD = Duration.ofSeconds(10);

    private static final Duration MOST = Duration.ofHours(1);

    private Grace() {}

    /**
     * Reads what a caller sent.
     *
     * @param said whether the caller said anything
     * @throws ResourceException INVALID_ARGUMENT when it is negative or more than an hour
     */
    public static Duration parse(boolean said, com.google.protobuf.Duration grace) {
        if (!said) {
            return STANDARD;
        }
        Duration value = Durations.isValid(grace)
                ? Duration.ofSeconds(grace.getSeconds(), grace.getNanos())
                : Duration.ofSeconds(-1);
        if (value.isNegative() || value.compareTo(MOST) > 0) {
            throw ResourceException.invalid(
                    "grace period '" + grace.getSeconds() + " s' (expected: 0 s to " + MOST.toSeconds() + " s)");
        }
        return value;
    }
}
