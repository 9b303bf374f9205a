// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;

/** What the command line itself refuses: a word it cannot read, or a name that is not there. */
final class CliException extends AuraeException {
    private final int exitCode;

    private CliException(FaultCode code, String message, int exitCode) {
        super(code, message);
        this.exitCode = exitCode;
    }

    static CliException invalid(String message) {
        return new CliException(FaultCode.INVALID_ARGUMENT, message, ExitCode.FAILED);
    }

    /** Options that say nothing together. */
    static CliException usage(String message) {
        return new CliException(FaultCode.INVALID_ARGUMENT, message, ExitCode.USAGE);
    }

    static CliException notFound(String message) {
        return new CliException(FaultCode.NOT_FOUND, message, ExitCode.FAILED);
    }

    static CliException refused(String message) {
        return new CliException(FaultCode.FAILED_PRECONDITION, message, ExitCode.FAILED);
    }

    /** Standard output is at its end. */
    static CliException unwritable(IOException failure) {
        return new CliException(FaultCode.UNAVAILABLE, "standard output: " + failure.getMessage(), ExitCode.FAILED);
    }

    /** The failure of a start: when it was refused for its program, that is said by an exit code of its own. */
    static RuntimeException programOr(StatusRuntimeException failure) {
        String message = String.valueOf(failure.getStatus().getDescription());
        if (failure.getStatus().getCode() != Status.Code.INVALID_ARGUMENT || !message.contains("program '")) {
            return failure;
        }
        return new CliException(FaultCode.INVALID_ARGUMENT, message, ExitCode.NO_SUCH_PROGRAM);
    }

    int exitCode() {
        return exitCode;
    }
}
