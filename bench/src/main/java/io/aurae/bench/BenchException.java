// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** Why nothing, or no more, could be measured. */
final class BenchException extends AuraeException {
    BenchException(FaultCode code, String message) {
        super(code, message);
    }

    BenchException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }

    static BenchException failed(String message) {
        return new BenchException(FaultCode.INTERNAL, message);
    }

    static BenchException failed(String message, Throwable cause) {
        return new BenchException(FaultCode.INTERNAL, message, cause);
    }
}
