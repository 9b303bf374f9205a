// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.Context;
import io.spiffe.spiffeid.SpiffeId;
import java.util.Optional;

/**
 * Who makes a call.
 *
 * @param id proven by the certificate
 * @param process the calling process; empty when the call came by TCP
 */
public record Caller(SpiffeId id, Optional<PeerProcess> process) {
    static final Context.Key<Caller> KEY = Context.key("io.aurae.rpc.caller");

    /**
     * The caller of the call that this thread works for.
     *
     * @throws IllegalStateException when it works for none
     */
    public static Caller current() {
        return currentIfAny().orElseThrow(() -> new IllegalStateException("no call is served by this thread"));
    }

    /** The caller of the call that this thread works for, if it works for one. */
    public static Optional<Caller> currentIfAny() {
        return Optional.ofNullable(KEY.get());
    }
}
