// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.resource.ResourceName;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** What can go wrong with a pod. */
public abstract sealed class PodException extends AuraeException {
    private PodException(FaultCode code, String message) {
        super(code, message);
    }

    /** No such pod. */
    static final class NotFound extends PodException {
        NotFound(ResourceName name) {
            super(FaultCode.NOT_FOUND, "pod '" + name + "' not found");
        }
    }

    /** A pod of that name is there, with another specification. */
    static final class AlreadyExists extends PodException {
        AlreadyExists(ResourceName name) {
            super(
                    FaultCode.ALREADY_EXISTS,
                    "pod '" + name + "' exists (expected: a free name, or an identical request)");
        }
    }

    /** It was stopped before. */
    static final class Stopped extends PodException {
        Stopped(ResourceName name) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "pod '" + name + "' is stopped and does not start again (expected: an allocated pod)");
        }
    }

    /** There are too many. */
    static final class TooMany extends PodException {
        TooMany(int limit) {
            super(FaultCode.RESOURCE_EXHAUSTED, "the node has " + limit + " pods (expected: at most " + limit + ")");
        }
    }

    /** The node could not do what was asked for. */
    static final class Failed extends PodException {
        Failed(ResourceName name, String what, Throwable cause) {
            super(FaultCode.INTERNAL, "pod '" + name + "': " + what);
            initCause(cause);
        }
    }
}
