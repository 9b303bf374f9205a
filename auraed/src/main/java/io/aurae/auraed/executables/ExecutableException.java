// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.oci.runtime.OciException;
import java.util.Locale;

/** What can go wrong with an executable. */
public abstract sealed class ExecutableException extends AuraeException {
    private ExecutableException(FaultCode code, String message) {
        super(code, message);
    }

    /** An argument that no executable can have. */
    public static final class Invalid extends ExecutableException {
        public Invalid(String message) {
            super(FaultCode.INVALID_ARGUMENT, message);
        }
    }

    /** Nothing of that name is in the cell. */
    public static final class NotFound extends ExecutableException {
        public NotFound(String name, String cell) {
            super(FaultCode.NOT_FOUND, "executable '" + name + "' not found in cell '" + cell + "'");
        }
    }

    /** Another executable has the name. */
    static final class AlreadyExists extends ExecutableException {
        AlreadyExists(String name, String cell) {
            super(
                    FaultCode.ALREADY_EXISTS,
                    "executable '" + name + "' exists in cell '" + cell
                            + "' (expected: a free name, or an identical request)");
        }
    }

    /** It does not run, and what was asked for wants that it does. */
    static final class NotRunning extends ExecutableException {
        NotRunning(String name, String cell) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "executable '" + name + "' in cell '" + cell + "' does not run (expected: running)");
        }
    }

    /** It was started before and has ended, and its caller wants a first start. */
    static final class Ended extends ExecutableException {
        Ended(String name, String cell) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "executable '" + name + "' in cell '" + cell
                            + "' was started before and has ended (expected: one that was not)");
        }
    }

    /** Its cell is kept from running, and what was asked for wants that it runs. */
    static final class Frozen extends ExecutableException {
        Frozen(String name, String cell) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "executable '" + name + "' in cell '" + cell
                            + "' is frozen (expected: neither the cell nor one around it is frozen; thaw it first)");
        }
    }

    /** The cell is in something that does not run. */
    static final class NowhereToRun extends ExecutableException {
        NowhereToRun(String name, String cell) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "executable '" + name + "' cannot start in cell '" + cell
                            + "': its pod does not run (expected: a started pod)");
        }
    }

    /** The programs that make processes refused, for a reason that is mostly the caller's: no such program, for one. */
    static final class NotStarted extends ExecutableException {
        NotStarted(String name, String cell, OciException cause) {
            super(cause.code(), "start '" + name + "' in '" + cell + "': " + cause.reason());
            initCause(cause);
        }
    }

    /** It has not ended, and what was asked for wants that it has. */
    static final class StillRunning extends ExecutableException {
        StillRunning(String name, String cell) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "executable '" + name + "' in cell '" + cell + "' has not ended (expected: exited; stop it first)");
        }
    }

    /** Another executable that comes first is not as it is asked for within the time. */
    static final class NotYet extends ExecutableException {
        NotYet(String name, Dependency dependency) {
            super(
                    FaultCode.DEADLINE_EXCEEDED,
                    "executable '" + name + "' waited " + dependency.timeout().toMillis() + " ms for '"
                            + dependency.name() + "' (expected: " + word(dependency) + ")");
        }
    }

    /** Another executable that is required can no longer be as it is asked for. */
    static final class RequirementFailed extends ExecutableException {
        RequirementFailed(String name, Dependency dependency, ExecutableState state) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "executable '" + name + "' requires '" + dependency.name() + "', which "
                            + (state instanceof ExecutableState.Exited exit
                                    ? "ended with exit code " + exit.exitCode()
                                    : "does not run")
                            + " (expected: " + word(dependency) + ")");
        }
    }

    private static String word(Dependency dependency) {
        return dependency.condition().name().toLowerCase(Locale.ROOT);
    }

    /** The cell is being freed. */
    static final class CellGone extends ExecutableException {
        CellGone(String name, String cell) {
            super(
                    FaultCode.NOT_FOUND,
                    "executable '" + name + "' cannot start in cell '" + cell + "': the cell is being freed");
        }
    }

    /** There are too many. */
    static final class TooMany extends ExecutableException {
        TooMany(String cell, int limit) {
            super(
                    FaultCode.RESOURCE_EXHAUSTED,
                    "cell '" + cell + "' has " + limit + " executables (expected: at most " + limit + ")");
        }
    }

    /** The node could not do what was asked for. */
    static final class Failed extends ExecutableException {
        Failed(String message, Throwable cause) {
            super(FaultCode.INTERNAL, message);
            initCause(cause);
        }
    }

    /** The monitor did not begin a new log in time. */
    static final class LogNotReopened extends ExecutableException {
        LogNotReopened(java.nio.file.Path log) {
            super(
                    FaultCode.DEADLINE_EXCEEDED,
                    "log '" + log + "' was not begun anew within 10 s (expected: its monitor answers)");
        }
    }
}
