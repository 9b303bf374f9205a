// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** A process, mount or privilege asked for that no specification can express or this node cannot give. */
public final class SpecException extends AuraeException {
    private SpecException(FaultCode code, String message) {
        super(code, message);
    }

    private SpecException(String message, Throwable cause) {
        super(FaultCode.INTERNAL, message, cause);
    }

    static SpecException invalid(String message) {
        return new SpecException(FaultCode.INVALID_ARGUMENT, message);
    }

    static SpecException notHere(String message) {
        return new SpecException(FaultCode.FAILED_PRECONDITION, message);
    }

    static SpecException unreadable(String what, Throwable cause) {
        return new SpecException("read " + what + ": " + cause.getMessage(), cause);
    }

    static SpecException unwritable(String what, Throwable cause) {
        return new SpecException("write " + what + ": " + cause.getMessage(), cause);
    }
}
