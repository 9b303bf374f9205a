// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.identity.SpiffeIds;
import io.aurae.proto.instances.v0.CertificateServiceGrpc;
import io.aurae.rpc.Caller;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.spiffe.spiffeid.SpiffeId;
import java.util.function.Supplier;

/**
 * What the daemons of instances may call: what lies below them, by handing calls down, and of their parent its certificate service. An
 * instance's certificate is good for nothing else, whoever holds it.
 */
public final class InstanceCallers implements ServerInterceptor {
    private final Supplier<SpiffeId> own;

    /** @param own the SPIFFE id of this daemon */
    public InstanceCallers(Supplier<SpiffeId> own) {
        this.own = own;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        require(Caller.current().id(), call.getMethodDescriptor().getFullMethodName());
        return next.startCall(call, headers);
    }

    void require(SpiffeId caller, String method) {
        if (!SpiffeIds.isInstance(caller) || caller.equals(own.get())) {
            return;
        }
        boolean isAbove = !SpiffeIds.instancesBelow(caller, own.get()).isEmpty();
        boolean asksForCertificate =
                method.equals(CertificateServiceGrpc.getSignMethod().getFullMethodName());
        if (!isAbove && !asksForCertificate) {
            throw new InstanceException.Denied("instance '" + caller + "' may not call '" + method + "' of '"
                    + own.get() + "' (expected: a caller that is no instance, or an instance around this one)");
        }
    }
}
