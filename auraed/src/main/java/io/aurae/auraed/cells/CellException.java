// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceName;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import java.time.Duration;

/** What can go wrong with a cell. */
public abstract sealed class CellException extends AuraeException {
    private CellException(FaultCode code, String message) {
        super(code, message);
    }

    /** It cannot be had in a pod that has users of its own. */
    static final class NotWithUsers extends CellException {
        NotWithUsers(ResourceName cell, String what) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "cell '" + cell + "' " + what + ", and its pod has users of its own (expected: one or the other)");
        }
    }

    /** An argument that no cell can have. */
    static final class Invalid extends CellException {
        Invalid(String message) {
            super(FaultCode.INVALID_ARGUMENT, message);
        }
    }

    /** No such cell. */
    static final class NotFound extends CellException {
        NotFound(ResourceName name) {
            super(FaultCode.NOT_FOUND, "cell '" + name + "' not found");
        }
    }

    /** The cell it would lie in is not there. */
    static final class NoParent extends CellException {
        NoParent(ResourceName name) {
            super(
                    FaultCode.NOT_FOUND,
                    "cell '" + name + "': parent '" + name.parent()
                            + "' not found (expected: a cell, a pod or an instance)");
        }
    }

    /** The pod it would lie in does not run, and it is wanted only where something can run. */
    static final class Down extends CellException {
        Down(ResourceName name) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "cell '" + name + "': pod '" + name.first() + "' does not run (expected: one that runs)");
        }
    }

    /** The image it would have as its root is not there. */
    static final class NoImage extends CellException {
        NoImage(ResourceName name, String image) {
            super(
                    FaultCode.NOT_FOUND,
                    "cell '" + name + "': image '" + image + "' not found on this node (expected: a pulled image)");
        }
    }

    /** A cell of that name is there, with another specification. */
    static final class AlreadyExists extends CellException {
        AlreadyExists(ResourceName name) {
            super(
                    FaultCode.ALREADY_EXISTS,
                    "cell '" + name + "' exists (expected: a free name, or an identical request)");
        }
    }

    /** A process run beside an executable took longer than its caller allowed. */
    static final class ExecTimedOut extends CellException {
        ExecTimedOut(String executable, Duration limit) {
            super(
                    FaultCode.DEADLINE_EXCEEDED,
                    "exec beside '" + executable + "' ran longer than " + limit.toMillis() + " ms and was killed");
        }
    }

    /** Nothing can be started in it, or it cannot be thawed alone. */
    static final class Frozen extends CellException {
        Frozen(ResourceName name) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "cell '" + name + "' is kept frozen (expected: neither it nor a cell around it is frozen)");
        }
    }

    /** The process namespace it would use is not there. */
    static final class NoProcesses extends CellException {
        NoProcesses(ResourceName name, String of, String expected) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "cell '" + name + "': process namespace of '" + of + "' cannot be used (expected: that of "
                            + expected + ")");
        }
    }

    /** There are too many. */
    static final class TooMany extends CellException {
        TooMany(int limit) {
            super(FaultCode.RESOURCE_EXHAUSTED, "the node has " + limit + " cells (expected: at most " + limit + ")");
        }
    }

    /** An attached caller did not keep up. */
    static final class TooSlow extends CellException {
        TooSlow(int bytes) {
            super(
                    FaultCode.RESOURCE_EXHAUSTED,
                    "attached caller was cut off with '" + bytes
                            + "' bytes waiting for it (expected: it reads what comes; " + "all of it is in the log)");
        }
    }
}
