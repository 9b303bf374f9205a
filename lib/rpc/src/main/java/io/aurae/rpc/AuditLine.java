// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;

/**
 * What is written down of one call when it has ended.
 *
 * @param method the full name
 * @param paths the resource paths of the first request, as the caller wrote them
 * @param code how it ended
 * @param message what the caller was told when it failed, else empty; not part of the line
 * @param duration from the first header to the end
 * @param waited what most of that time went by with, as {@link io.aurae.base.Waits} tells it; not part of the line
 * @param caller who made it
 */
public record AuditLine(
        String method,
        List<String> paths,
        Status.Code code,
        String message,
        Duration duration,
        String waited,
        Caller caller) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int PATH_LENGTH_MAX = 600;

    /** One line of {@code name=value} words; what a caller wrote is quoted and cannot break the line. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder("method=").append(method);
        paths.forEach(path -> line.append(" path=").append(quoted(path)));
        line.append(" code=").append(code);
        line.append(" ms=").append(Math.round(duration.toNanos() / NANOS_PER_MILLI * 10) / 10.0);
        line.append(" caller=").append(caller.id());
        caller.process()
                .ifPresent(process -> line.append(" uid=")
                        .append(process.uid())
                        .append(" pid=")
                        .append(process.pid()));
        return line.toString();
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("'");
        value.codePoints().limit(PATH_LENGTH_MAX).forEach(point -> {
            if (point == '\''
                    || point == '\\'
                    || Character.isISOControl(point)
                    || Character.getType(point) == Character.FORMAT) {
                quoted.append(String.format("\\u%04x", point));
            } else {
                quoted.appendCodePoint(point);
            }
        });
        return quoted.append("'").toString();
    }
}
