// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** The configuration is not one the daemon can start with; the message says which setting, its value and what was expected. */
final class ConfigException extends AuraeException {
    ConfigException(String message) {
        super(FaultCode.INVALID_ARGUMENT, message);
    }

    ConfigException(String message, Throwable cause) {
        super(FaultCode.INVALID_ARGUMENT, message, cause);
    }
}
