// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** A failure of the programs that run processes. The message is {@code action: reason}. */
public abstract sealed class OciException extends AuraeException {
    private final String reason;

    private OciException(FaultCode code, String action, String reason) {
        super(code, action + ": " + reason);
        this.reason = reason;
    }

    private OciException(String action, Throwable cause) {
        super(FaultCode.INTERNAL, action + ": " + cause.getMessage(), cause);
        this.reason = String.valueOf(cause.getMessage());
    }

    /** Why, without what was attempted, such as {@code is not running}: for a caller that has a better subject. */
    public final String reason() {
        return reason;
    }

    /** An id that is not usable as the name of a container. */
    public static final class InvalidId extends OciException {
        InvalidId(String id) {
            super(
                    FaultCode.INVALID_ARGUMENT,
                    "container id '" + id + "'",
                    "is not usable (expected: 1 to 128 of a-z, A-Z, 0-9, '-', '_' and '.', beginning with a letter or a digit)");
        }
    }

    /** The program to run does not exist or cannot be executed, or its working directory cannot be entered. */
    public static final class InvalidProgram extends OciException {
        InvalidProgram(String action, String reason) {
            super(FaultCode.INVALID_ARGUMENT, action, reason);
        }
    }

    /** The source of a mount does not exist, or the kernel refuses it as it was asked for. */
    public static final class InvalidMount extends OciException {
        InvalidMount(String action, String reason) {
            super(FaultCode.INVALID_ARGUMENT, action, reason);
        }
    }

    /** The kernel has no such setting in a namespace, or does not take the value. */
    public static final class InvalidSysctl extends OciException {
        InvalidSysctl(String action, String reason) {
            super(FaultCode.INVALID_ARGUMENT, action, reason);
        }
    }

    /** The id is taken by a container that is still there. */
    public static final class AlreadyThere extends OciException {
        AlreadyThere(String action) {
            super(FaultCode.ALREADY_EXISTS, action, "is already there");
        }
    }

    /** The container is not there, or no longer running. */
    public static final class NotRunning extends OciException {
        NotRunning(String action, String reason) {
            super(FaultCode.FAILED_PRECONDITION, action, reason);
        }
    }

    /** crun, conmon or nsenter is not installed. */
    public static final class MissingTool extends OciException {
        MissingTool(String name, String searched) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "find '" + name + "'",
                    "not found (expected: an executable file in one of " + searched + ")");
        }
    }

    /** A program did not answer in time and was ended. */
    public static final class Deadline extends OciException {
        Deadline(String action, String reason) {
            super(FaultCode.DEADLINE_EXCEEDED, action, reason);
        }
    }

    /** Anything else that a program refused, or that happened while talking to it. */
    public static final class Failed extends OciException {
        Failed(String action, String reason) {
            super(FaultCode.INTERNAL, action, reason);
        }

        Failed(String action, Throwable cause) {
            super(action, cause);
        }
    }
}
