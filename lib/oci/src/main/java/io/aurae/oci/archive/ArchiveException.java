// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.archive;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** An archive of images that is not taken. */
public abstract sealed class ArchiveException extends AuraeException {
    private ArchiveException(FaultCode code, String message) {
        super(code, message);
    }

    /** It is no archive of images, lacks something, or contradicts itself. */
    public static final class Refused extends ArchiveException {
        Refused(String message) {
            super(FaultCode.FAILED_PRECONDITION, "archive of images is refused: " + message);
        }
    }
}
