// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.util.concurrent.TimeUnit;

/** The two ways of writing a time: the library's messages, and the numbers of the CRI. */
final class Times {
    private Times() {}

    /** Nanoseconds since 1970. */
    static long nanos(Timestamp timestamp) {
        return TimeUnit.SECONDS.toNanos(timestamp.getSeconds()) + timestamp.getNanos();
    }

    static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }
}
