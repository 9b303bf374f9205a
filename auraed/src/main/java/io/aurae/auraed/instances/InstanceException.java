// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** What can go wrong with an instance. */
public abstract sealed class InstanceException extends AuraeException {
    private InstanceException(FaultCode code, String message) {
        super(code, message);
    }

    /** An instance of that name is there, with another specification. */
    static final class AlreadyExists extends InstanceException {
        AlreadyExists(String name) {
            super(
                    FaultCode.ALREADY_EXISTS,
                    "instance '" + name + "' exists (expected: a free name, or an identical request)");
        }
    }

    /** Its first process came to life and did not get ready, or would not end. */
    static final class Failed extends InstanceException {
        Failed(String name, String why) {
            super(FaultCode.INTERNAL, "instance '" + name + "': " + why);
        }

        Failed(String name, String why, Throwable cause) {
            this(name, why);
            initCause(cause);
        }
    }

    /** There are too many. */
    static final class TooMany extends InstanceException {
        TooMany(int limit) {
            super(
                    FaultCode.RESOURCE_EXHAUSTED,
                    "the node has " + limit + " instances (expected: at most " + limit + ")");
        }
    }

    /** Nothing serves behind that name now. */
    static final class Stopped extends InstanceException {
        Stopped(String name) {
            super(FaultCode.FAILED_PRECONDITION, "instance '" + name + "' is stopped (expected: running)");
        }
    }
}
