// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import java.nio.file.Path;
import java.util.List;

/** What can be wrong with a resource of any kind: its name, or the files it is kept in. */
public final class ResourceException extends AuraeException {
    private ResourceException(FaultCode code, String message) {
        super(code, message);
    }

    private ResourceException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }

    /** An argument that any kind of resource refuses. */
    public static ResourceException invalid(String message) {
        return new ResourceException(FaultCode.INVALID_ARGUMENT, message);
    }

    static ResourceException taken(String name, String kind, String holder) {
        return new ResourceException(
                FaultCode.ALREADY_EXISTS,
                kind + " '" + name + "': the name is taken by " + holder + " (expected: a free name)");
    }

    /** Of what is there and cannot be read or restored, so that nobody can tell whether it is what was asked for. */
    public static ResourceException damaged(String subject, String reason) {
        return new ResourceException(
                FaultCode.ALREADY_EXISTS,
                subject + " is there and damaged: " + reason + " (expected: a free name; free the damaged one first)");
    }

    static ResourceException lost(Path directory, List<Long> processes) {
        return new ResourceException(
                FaultCode.INTERNAL,
                "directory '" + directory + "' has lost its record, and the processes " + processes
                        + " run (expected: a record of what runs)");
    }

    static ResourceException busy(ResourceName name, Throwable cause) {
        return new ResourceException(
                FaultCode.UNAVAILABLE, "'" + name + "' is being changed by another call (expected: try again)", cause);
    }

    static ResourceException laterVersion(Path file, int known) {
        return new ResourceException(
                FaultCode.FAILED_PRECONDITION,
                "state file '" + file + "' has a later version than '" + known
                        + "' (expected: a daemon as new as the one that wrote it)");
    }

    static ResourceException file(String what, Throwable cause) {
        return new ResourceException(FaultCode.INTERNAL, what, cause);
    }
}
