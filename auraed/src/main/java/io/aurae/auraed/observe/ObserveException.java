// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.observe;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** What can go wrong when somebody reads along. */
public abstract sealed class ObserveException extends AuraeException {
    private ObserveException(FaultCode code, String message) {
        super(code, message);
    }

    /** The request makes no sense. */
    static final class Invalid extends ObserveException {
        Invalid(String message) {
            super(FaultCode.INVALID_ARGUMENT, message);
        }
    }

    /** No process of that pid was started through this node, or it has ended. */
    static final class NoProcess extends ObserveException {
        NoProcess(int pid) {
            super(
                    FaultCode.NOT_FOUND,
                    "process '" + pid
                            + "' is not known (expected: the pid of a running executable, as this node sees it)");
        }
    }

    /** A reader did not keep up. */
    static final class TooSlow extends ObserveException {
        TooSlow(long behind) {
            super(
                    FaultCode.RESOURCE_EXHAUSTED,
                    "reader of the daemon's log was cut off '" + behind
                            + "' lines behind: it reads more slowly than lines are written (expected: at most "
                            + DaemonLog.LINES_MAX + " lines behind)");
        }
    }

    /** Comes later. */
    static final class Unimplemented extends ObserveException {
        Unimplemented() {
            super(
                    FaultCode.UNIMPLEMENTED,
                    "signals of processes cannot be observed yet (expected: GetAuraeDaemonLogStream or GetSubProcessStream)");
        }
    }
}
