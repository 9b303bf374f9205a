// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import com.google.protobuf.util.Durations;
import java.time.Duration;

/** How long something may take to end after it was asked to, and before it is ended. */
public final class Grace {
    /** When nothing is said. */
    public static final Duration STANDARD = Duration.ofSeconds(10);

    /** A year: nobody waits longer, and every clock can count it. */
    public static final Duration MOST = Duration.ofDays(365);

    private Grace() {}

    /**
     * Reads what a caller sent; {@link #STANDARD} when he said nothing.
     *
     * @param said whether the caller said anything
     * @throws ResourceException INVALID_ARGUMENT when it is negative or more than a year
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
