// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets the next call connect at once after one that could not. By itself a channel that failed to connect fails all calls until it has
 * tried again, after pauses that grow to two minutes; to a socket of this machine that is worth nothing. And a call whose connection was
 * closed under it ends with UNAVAILABLE, also where the transport noticed that while it wrote and knows no name for it.
 */
final class Reconnection implements ClientInterceptor {
    private final AtomicReference<ManagedChannel> connection = new AtomicReference<>();

    void of(ManagedChannel channel) {
        connection.set(channel);
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status closed, Metadata trailers) {
                                Status status = named(closed);
                                if (status.getCode() == Status.Code.UNAVAILABLE) {
                                    forgetFailure();
                                }
                                super.onClose(status, trailers);
                            }
                        },
                        headers);
            }
        };
    }

    private static Status named(Status status) {
        return status.getCode() == Status.Code.UNKNOWN && status.getCause() instanceof ClosedChannelException cause
                ? Status.UNAVAILABLE.withDescription(status.getDescription()).withCause(cause)
                : status;
    }

    private void forgetFailure() {
        ManagedChannel channel = connection.get();
        if (channel != null && channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.enterIdle();
        }
    }
}
