// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

/** A text or number that is no amount of memory or storage. */
public final class BytesException extends AuraeException {
    BytesException(String message) {
        super(FaultCode.INVALID_ARGUMENT, message);
    }
}
