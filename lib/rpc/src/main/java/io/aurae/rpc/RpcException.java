// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** A server that cannot listen, or an endpoint that is none. */
public final class RpcException extends AuraeException {
    RpcException(FaultCode code, String message) {
        super(code, message);
    }

    RpcException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
