// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** Something that needs a user namespace could not be done. */
public final class UserNamespaceException extends AuraeException {
    UserNamespaceException(FaultCode code, String message) {
        super(code, message);
    }

    UserNamespaceException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
