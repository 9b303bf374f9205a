// SPDX-License-Identifier: Apache-2.0
package io.aurae.client;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** A client's configuration that is missing or cannot be understood. */
public final class ClientConfigException extends AuraeException {
    ClientConfigException(FaultCode code, String message) {
        super(code, message);
    }

    ClientConfigException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
