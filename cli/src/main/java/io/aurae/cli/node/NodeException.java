// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** This machine could not be made a node, or be found as one. */
public final class NodeException extends AuraeException {
    NodeException(FaultCode code, String message) {
        super(code, message);
    }

    NodeException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
