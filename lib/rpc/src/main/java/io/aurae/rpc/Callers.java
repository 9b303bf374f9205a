// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.identity.IdentityException;
import io.aurae.identity.SpiffeIds;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.spiffe.spiffeid.SpiffeId;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Puts the {@link Caller} into the context of each call. */
final class Callers implements ServerInterceptor {
    /** Under which a session keeps who its other end is. */
    private static final String ID = "io.aurae.rpc.caller";

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        try {
            Caller caller = caller(call);
            return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
        } catch (SSLPeerUnverifiedException | IdentityException e) {
            call.close(Status.UNAUTHENTICATED.withDescription(e.getMessage()), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    private static Caller caller(ServerCall<?, ?> call) throws SSLPeerUnverifiedException {
        @Nullable SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            throw new SSLPeerUnverifiedException("no certificate (expected: mutual TLS)");
        }
        return new Caller(id(session), Optional.ofNullable(call.getAttributes().get(PeerCredentials.KEY)));
    }

    /** Read out of the certificate once, which takes longer than most calls. */
    private static SpiffeId id(SSLSession session) throws SSLPeerUnverifiedException {
        if (session.getValue(ID) instanceof SpiffeId known) {
            return known;
        }
        SpiffeId id = SpiffeIds.of((X509Certificate) session.getPeerCertificates()[0]);
        session.putValue(ID, id);
        return id;
    }
}
