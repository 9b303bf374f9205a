// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** Trust material that is missing, broken or not what it should be, or a name that cannot be made an identity. */
public final class IdentityException extends AuraeException {
    IdentityException(FaultCode code, String message) {
        super(code, message);
    }

    IdentityException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
