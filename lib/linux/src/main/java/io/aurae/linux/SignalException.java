// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** A text or number that is no signal. */
public final class SignalException extends AuraeException {
    SignalException(String text) {
        super(
                FaultCode.INVALID_ARGUMENT,
                "signal '" + text
                        + "' is unknown (expected: a name such as TERM, SIGINT or RTMIN+3, or a number from 1 to 64)");
    }
}
