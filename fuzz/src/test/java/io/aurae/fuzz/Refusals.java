// SPDX-License-Identifier: Apache-2.0
package io.aurae.fuzz;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** What a parser may throw: its own exception for a caller's mistake, with one line that can be printed. */
final class Refusals {
    private static final int MESSAGE_LENGTH_MAX = 2000;

    private Refusals() {}

    /** Work that may refuse. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Lets every other failure pass, which is what the fuzzer looks for. */
    static void allow(Work work) throws Exception {
        try {
            work.run();
        } catch (AuraeException e) {
            String message = String.valueOf(e.getMessage());
            boolean line =
                    message.length() <= MESSAGE_LENGTH_MAX && message.chars().noneMatch(Character::isISOControl);
            if (e.code() == FaultCode.INTERNAL || !line) {
                throw new AssertionError("not a refusal that a caller can read", e);
            }
        }
    }

    /** Fails when they differ. */
    static void requireSame(Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new AssertionError("'" + found + "' (expected: '" + expected + "')");
        }
    }
}
