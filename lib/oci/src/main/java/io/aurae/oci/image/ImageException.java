// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** A reference, digest, manifest or image configuration that is not acceptable. */
public abstract sealed class ImageException extends AuraeException {
    private ImageException(FaultCode code, String message) {
        super(code, message);
    }

    private ImageException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }

    /** A text that a caller gave as a reference or digest and that is none. */
    public static final class BadName extends ImageException {
        BadName(String message) {
            super(FaultCode.INVALID_ARGUMENT, message);
        }
    }

    /** A document that a registry served and that is refused; the message says which field. */
    public static final class BadDocument extends ImageException {
        BadDocument(String message) {
            super(FaultCode.FAILED_PRECONDITION, message);
        }

        BadDocument(String message, Throwable cause) {
            super(FaultCode.FAILED_PRECONDITION, message, cause);
        }
    }

    /** An image that exists, but not for the platform wanted. */
    public static final class NoPlatform extends ImageException {
        NoPlatform(String message) {
            super(FaultCode.FAILED_PRECONDITION, message);
        }
    }
}
