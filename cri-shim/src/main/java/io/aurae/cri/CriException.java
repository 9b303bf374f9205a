// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** A request that the shim itself cannot serve; what the node refuses comes as the node's own status. */
abstract sealed class CriException extends AuraeException {
    private CriException(FaultCode code, String message) {
        super(code, message);
    }

    private CriException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }

    /** The request can never succeed as it is. */
    static final class Invalid extends CriException {
        Invalid(String subject, Object value, String expected) {
            super(FaultCode.INVALID_ARGUMENT, subject + " '" + value + "' (expected: " + expected + ")");
        }
    }

    /** No pod, container, image or handler of that name. */
    static final class Absent extends CriException {
        Absent(String kind, String name) {
            super(FaultCode.NOT_FOUND, kind + " '" + name + "' does not exist");
        }
    }

    /** Sound, but not in the present state. */
    static final class WrongState extends CriException {
        WrongState(String subject, String name, String state, String expected) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    subject + " '" + name + "' is " + state + " (expected: " + expected + ")");
        }
    }

    /** Sound, and more than this node can do. */
    static final class Unsupported extends CriException {
        Unsupported(String subject, Object value, String expected) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    subject + " '" + value + "' is not supported (expected: " + expected + ")");
        }
    }

    /** The socket cannot be served with what the program was given. */
    static final class Startup extends CriException {
        Startup(String message) {
            super(FaultCode.FAILED_PRECONDITION, message);
        }

        Startup(String message, Throwable cause) {
            super(FaultCode.FAILED_PRECONDITION, message, cause);
        }
    }
}
