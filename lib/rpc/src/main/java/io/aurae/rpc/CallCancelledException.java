// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

/** The caller has gone away or its deadline has passed: nobody waits for an answer any more. */
public final class CallCancelledException extends RuntimeException {
    public CallCancelledException() {
        super("call cancelled by its caller");
    }
}
