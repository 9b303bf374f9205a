// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.linux.Signal;

/** Says in a sentence how a process ended. */
final class EndCause {
    /** Monitors add a signal's number to it. */
    private static final int SIGNALLED = 128;

    private static final int SIGNAL_MAX = 64;

    private EndCause() {}

    /** @param message what else is known; empty when nothing is */
    static String of(int code, boolean oomKilled, boolean stopped, String message) {
        StringBuilder cause = new StringBuilder("exit code ").append(code);
        int signal = code - SIGNALLED;
        if (signal >= 1 && signal <= SIGNAL_MAX) {
            cause.append(", as of ").append(new Signal(signal));
        }
        if (oomKilled) {
            cause.append(": the kernel ended a process for want of memory");
        }
        if (stopped) {
            cause.append(", after it was asked to end");
        }
        return message.isEmpty()
                ? cause.toString()
                : cause.append(": ").append(message).toString();
    }
}
