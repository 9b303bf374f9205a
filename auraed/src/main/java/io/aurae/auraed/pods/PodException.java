// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.resource.ResourceName;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import java.nio.file.Path;

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

    /** There is no place for its namespaces. */
    static final class NoPins extends PodException {
        NoPins(Path directory, Throwable cause) {
            super(FaultCode.INTERNAL, "namespaces cannot be pinned in '" + directory + "'");
            initCause(cause);
        }
    }

    /** The node chooses no ids. */
    static final class NoIds extends PodException {
        NoIds(ResourceName name) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "pod '" + name + "' asks for ids of the node's choice, which a daemon in an instance does not make"
                            + " (expected: ids that are given)");
        }
    }

    /** Every run of ids has its pod. */
    static final class IdsExhausted extends PodException {
        IdsExhausted(ResourceName name, long runs) {
            super(
                    FaultCode.RESOURCE_EXHAUSTED,
                    "pod '" + name + "' asks for ids of its own, and all " + runs
                            + " runs of them are taken (expected: a free one, or a wider range for pods)");
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
