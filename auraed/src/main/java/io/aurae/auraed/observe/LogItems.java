// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.observe;

import com.google.protobuf.Timestamp;
import io.aurae.auraed.resource.Times;
import io.aurae.proto.observe.v0.LogItem;
import java.time.Instant;

/** Makes the lines of the wire. */
final class LogItems {
    private LogItems() {}

    static LogItem item(String channel, String line, Instant at) {
        Timestamp timestamp = Times.message(at);
        return LogItem.newBuilder()
                .setChannel(channel)
                .setLine(line)
                .setTimestamp(timestamp.getSeconds())
                .setTimestampNanos(timestamp.getNanos())
                .build();
    }
}
