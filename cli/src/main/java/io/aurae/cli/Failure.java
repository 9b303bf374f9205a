// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.client.ClientConfigException;
import io.aurae.identity.IdentityException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintStream;
import picocli.CommandLine.Model.CommandSpec;

/** How a verb failed: what to say, and the exit code unless the verb has one of its own. */
record Failure(String message, int exitCode) {

    static Failure of(Exception failure) {
        return switch (failure) {
            case StatusRuntimeException status -> of(status.getStatus());
            case StatusException status -> of(status.getStatus());
            case CliException ours -> new Failure(text(ours), ours.exitCode());
            case ClientConfigException access -> new Failure(text(access), ExitCode.UNREACHABLE);
            case IdentityException access -> new Failure(text(access), ExitCode.UNREACHABLE);
            case AuraeException ours -> new Failure(text(ours), exitCode(ours.code()));
            case IOException files -> new Failure(text(files), ExitCode.FAILED);
            default -> new Failure("internal error: " + failure, ExitCode.FAILED);
        };
    }

    /** What the node answered; a status with a cause is not from there, but says that there was no answer. */
    private static Failure of(Status status) {
        String description = status.getDescription();
        String message =
                description == null || description.isEmpty() ? "auraed answered " + status.getCode() : description;
        boolean unanswered = status.getCode() == Status.Code.UNAVAILABLE && status.getCause() != null;
        boolean refused = status.getCode() == Status.Code.UNAUTHENTICATED;
        return new Failure(message, unanswered || refused ? ExitCode.UNREACHABLE : ExitCode.FAILED);
    }

    private static int exitCode(FaultCode code) {
        return code == FaultCode.UNAVAILABLE || code == FaultCode.UNAUTHENTICATED
                ? ExitCode.UNREACHABLE
                : ExitCode.FAILED;
    }

    private static String text(Exception failure) {
        Throwable cause = failure.getCause();
        String message = failure instanceof IOException && !(failure.getClass() == IOException.class)
                ? failure.getClass().getSimpleName() + ": " + failure.getMessage()
                : String.valueOf(failure.getMessage());
        return cause == null || cause.getMessage() == null || message.contains(cause.getMessage())
                ? message
                : message + ": " + cause.getMessage();
    }

    /** Prints the message and answers the exit code; a verb that ends as its process ends has its own for failures. */
    int report(PrintStream err, CommandSpec verb) {
        err.println(verb.qualifiedName() + ": " + message);
        boolean runsProcess = verb.exitCodeOnExecutionException() == ExitCode.NOT_STARTED;
        boolean isItsOwn = exitCode == ExitCode.NO_SUCH_PROGRAM || exitCode == ExitCode.USAGE;
        return runsProcess && !isItsOwn ? ExitCode.NOT_STARTED : exitCode;
    }
}
