// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.images;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** A request about images that cannot be meant. */
abstract sealed class ImageRequestException extends AuraeException {
    private ImageRequestException(FaultCode code, String message) {
        super(code, message);
    }

    /** Something in it is not acceptable. */
    static final class Invalid extends ImageRequestException {
        Invalid(String subject, String what, String expected) {
            super(FaultCode.INVALID_ARGUMENT, subject + " " + what + " (expected: " + expected + ")");
        }
    }
}
