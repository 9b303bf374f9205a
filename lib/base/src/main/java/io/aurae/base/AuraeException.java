// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

/**
 * A failure that a caller may have to handle: a code of the common vocabulary, and a message that names the subject, the offending value
 * in single quotes and what was expected. Each subsystem has its own subclass.
 */
public abstract class AuraeException extends RuntimeException {
    private final FaultCode code;

    /** A failure found by ourselves. */
    protected AuraeException(FaultCode code, String message) {
        super(message);
        this.code = code;
    }

    /** A failure that another one caused; the cause is kept, never folded into the message. */
    protected AuraeException(FaultCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What kind of failure this is. */
    public final FaultCode code() {
        return code;
    }
}
