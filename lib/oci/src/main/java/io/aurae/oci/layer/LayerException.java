// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import org.jspecify.annotations.Nullable;

/** A layer that is not unpacked. */
public abstract sealed class LayerException extends AuraeException {
    private static final int MAX_SHOWN = 200;

    private LayerException(FaultCode code, String message, @Nullable Throwable cause) {
        super(code, message);
        if (cause != null) {
            initCause(cause);
        }
    }

    /** Its content is hostile, damaged, or of a kind that is not known. */
    public static final class Refused extends LayerException {
        Refused(String message) {
            super(FaultCode.FAILED_PRECONDITION, message, null);
        }

        Refused(String message, Throwable cause) {
            super(FaultCode.FAILED_PRECONDITION, message, cause);
        }

        /** The same refusal, with the layer it happened in said first. */
        Refused in(String layer) {
            return new Refused(layer + ": " + getMessage(), this);
        }
    }

    /** An entry that is refused, and why. */
    static Refused entry(String name, String why) {
        return new Refused("entry '" + printable(name) + "' " + why);
    }

    /** Foreign text made fit for a message: without control characters, and not too long. */
    static String printable(String text) {
        String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
