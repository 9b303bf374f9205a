// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.util.concurrent.TimeUnit;

/** The two ways of writing a time: the library's messages, and the numbers of the CRI. */
final class Times {
    private static final long GRACE_MAX_SECONDS = 365L * 24 * 3600;

    private Times() {}

    /** Nanoseconds since 1970. */
    static long nanos(Timestamp timestamp) {
        return TimeUnit.SECONDS.toNanos(timestamp.getSeconds()) + timestamp.getNanos();
    }

    static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    /** How long a container may take to end; callers ask for any number of seconds, the library takes up to a year. */
    static Duration grace(long seconds) {
        return seconds(Math.clamp(seconds, 0L, GRACE_MAX_SECONDS));
    }
}
