// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.time.Duration;

/** A step that a test made fail, or a switch that is refused. */
public final class FailpointException extends AuraeException {
    private FailpointException(FaultCode code, String message) {
        super(code, message);
    }

    private FailpointException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }

    static FailpointException failed(String point) {
        return new FailpointException(FaultCode.INTERNAL, "failpoint '" + point + "' failed, as a test asked for");
    }

    static FailpointException hung(String point, Duration time) {
        return new FailpointException(
                FaultCode.DEADLINE_EXCEEDED,
                "failpoint '" + point + "' hung for " + time.toSeconds() + " s, as a test asked for");
    }

    static FailpointException interrupted(String point, InterruptedException cause) {
        return new FailpointException(
                FaultCode.UNAVAILABLE, "interrupted at failpoint '" + point + "', where a test let it wait", cause);
    }

    static FailpointException unreadable(String action) {
        return new FailpointException(
                FaultCode.INVALID_ARGUMENT,
                "failpoint action '" + action
                        + "' (expected: fail, hang, kill or delay:MILLIS, with ,COUNT or without)");
    }

    static FailpointException impossible() {
        return new FailpointException(
                FaultCode.FAILED_PRECONDITION,
                "failpoints are off in this process (expected: one that was started with -D" + Failpoint.PROPERTY
                        + "=on)");
    }
}
