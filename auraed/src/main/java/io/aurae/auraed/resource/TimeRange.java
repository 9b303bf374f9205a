// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import com.google.protobuf.util.Durations;
import java.time.Duration;

/**
 * How long something that a caller chooses may take.
 *
 * @param subject what it is, for messages
 * @param least the shortest that can be chosen
 * @param most the longest
 * @param standard when nothing is said
 */
public record TimeRange(String subject, Duration least, Duration most, Duration standard) {
    /**
     * Reads what a caller sent.
     *
     * @param said whether the caller said anything
     * @throws ResourceException INVALID_ARGUMENT when it is out of range
     */
    public Duration parse(boolean said, com.google.protobuf.Duration message) {
        if (!said) {
            return standard;
        }
        if (!Durations.isValid(message)) {
            throw outOfRange(message.getSeconds() + " s");
        }
        return require(Duration.ofSeconds(message.getSeconds(), message.getNanos()));
    }

    private Duration require(Duration value) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw outOfRange(text(value));
        }
        return value;
    }

    private ResourceException outOfRange(String value) {
        return ResourceException.invalid(
                subject + " '" + value + "' (expected: " + text(least) + " to " + text(most) + ")");
    }

    private static String text(Duration value) {
        return value.toNanosPart() == 0
                ? value.toSeconds() + " s"
                : value.toSeconds() == 0 ? value.toMillis() + " ms" : value.toMillis() / 1000.0 + " s";
    }
}
