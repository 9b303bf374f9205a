// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment as {@code --since} takes it: so long ago (90s, 10m, 2h, 3d), or a time with its zone (2026-11-22T05:40:00Z). */
record Since(Instant at) {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,9})([smhd])");

    /** Reads it; throws {@link CliException} when it is something else. */
    static Since parse(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return new Since(now.minus(duration(Long.parseLong(ago.group(1)), ago.group(2))));
        }
        try {
            return new Since(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw CliException.invalid(
                    "since '" + text
                            + "' is not readable (expected: how long ago, as 90s, 10m, 2h or 3d, or a time as 2026-11-22T05:40:00Z)");
        }
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    Timestamp timestamp() {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }
}
