// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

/**
 * A failure that a caller may have to handle: a code of the common vocabulary, and a message that names the subject, the offending value
 * in single quotes and what was expected. Each subsystem has its own subclass. Whatever the value is, the message is one line that can be
 * printed, of at most about 1000 characters: a longer value is shortened in it.
 */
public abstract class AuraeException extends RuntimeException {
    private final FaultCode code;

    /** A failure found by ourselves. */
    protected AuraeException(FaultCode code, String message) {
        super(OneLine.of(message));
        this.code = code;
    }

    /** A failure that another one caused; the cause is kept, never folded into the message. */
    protected AuraeException(FaultCode code, String message, Throwable cause) {
        super(OneLine.of(message), cause);
        this.code = code;
    }

    /** What kind of failure this is. */
    public final FaultCode code() {
        return code;
    }
}
