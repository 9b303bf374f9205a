// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

/** Undo steps that failed: the message names each, the suppressed exceptions say why, in the order in which the steps ran. */
public final class RollbackException extends AuraeException {
    RollbackException(FaultCode code, String message) {
        super(code, message);
    }
}
