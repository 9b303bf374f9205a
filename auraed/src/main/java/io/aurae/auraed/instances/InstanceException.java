// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import java.nio.file.Path;

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

    /** A request that can never succeed. */
    static final class Invalid extends InstanceException {
        Invalid(String message) {
            super(FaultCode.INVALID_ARGUMENT, message);
        }
    }

    /** A directory that is to become a bundle holds what no bundle has. */
    static final class NoBundle extends InstanceException {
        NoBundle(Path directory, String file) {
            super(
                    FaultCode.ALREADY_EXISTS,
                    "directory '" + directory + "' holds '" + file + "' (expected: none, an empty one or a bundle)");
        }
    }

    /** A root of its own cannot be put together. */
    static final class NoRoot extends InstanceException {
        NoRoot(Path root, Throwable cause) {
            super(FaultCode.FAILED_PRECONDITION, "root '" + root + "' cannot be put together: " + cause.getMessage());
            initCause(cause);
        }
    }

    /** There is none of that name. */
    static final class NotFound extends InstanceException {
        NotFound(String name) {
            super(FaultCode.NOT_FOUND, "instance '" + name + "' not found");
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

    /** The caller asks for what only others may have. */
    static final class Denied extends InstanceException {
        Denied(String message) {
            super(FaultCode.PERMISSION_DENIED, message);
        }
    }

    /** The daemon that could certify it does not. */
    public static final class NotCertified extends InstanceException {
        public NotCertified(FaultCode code, String id, String why) {
            super(code, "certificate of '" + id + "' not signed by the parent: " + why);
        }
    }

    /** Its name makes a path that the kernel does not take for a socket. */
    static final class PathTooLong extends InstanceException {
        PathTooLong(String name, String socket, int limit) {
            super(
                    FaultCode.INVALID_ARGUMENT,
                    "instance '" + name + "' would listen on '" + socket + "' of " + socket.length()
                            + " bytes (expected: at most " + limit
                            + "; shorter names, here or of the instances around it)");
        }
    }

    /** Its launcher is driven in a way that this daemon does not know. */
    static final class OtherConvention extends InstanceException {
        OtherConvention(String subject, String number) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    subject + " keeps to convention '" + number + "' (expected: " + Convention.OLDEST + " to "
                            + Convention.NEWEST + ", or a daemon of the release that the launcher is from)");
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
