// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands calls for nested instances on to them. Which call that is shows in the first request's resource path, so the call's handler is
 * started only when that request has come and is served here.
 */
final class Forwarding implements ServerInterceptor {
    private final Route route;

    Forwarding(Route route) {
        this.route = route;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!mayBeForNested(call.getMethodDescriptor())) {
            return next.startCall(call, headers);
        }
        call.request(1);
        return new Undecided<>(call, headers, next);
    }

    private static boolean mayBeForNested(MethodDescriptor<?, ?> method) {
        return method.getRequestMarshaller() instanceof PrototypeMarshaller<?> marshaller
                && marshaller.getMessagePrototype() instanceof Message prototype
                && ResourcePaths.in(prototype.getDescriptorForType());
    }

    private Optional<Route.Target> target(MethodDescriptor<?, ?> method, Object request) {
        return ResourcePaths.of((Message) request).stream()
                .findFirst()
                .flatMap(path -> route.target(method.getFullMethodName(), path));
    }

    /** Waits for the first request, then stands in front of the listener that this request chooses. */
    private final class Undecided<Q, R> extends ServerCall.Listener<Q> {
        private final ServerCall<Q, R> call;
        private final Metadata headers;
        private final ServerCallHandler<Q, R> here;
        private ServerCall.@Nullable Listener<Q> chosen;

        private Undecided(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> here) {
            this.call = call;
            this.headers = headers;
            this.here = here;
        }

        @Override
        public void onMessage(Q request) {
            ServerCall.Listener<Q> listener = chosen;
            if (listener == null) {
                listener = target(call.getMethodDescriptor(), request)
                        .<ServerCall.Listener<Q>>map(target -> ForwardedCall.start(call, headers, target))
                        .orElseGet(this::serveHere);
                chosen = listener;
            }
            listener.onMessage(request);
        }

        @Override
        public void onHalfClose() {
            if (chosen == null) {
                chosen = serveHere();
            }
            chosen.onHalfClose();
        }

        @Override
        public void onCancel() {
            if (chosen != null) {
                chosen.onCancel();
            }
        }

        @Override
        public void onComplete() {
            if (chosen != null) {
                chosen.onComplete();
            }
        }

        @Override
        public void onReady() {
            if (chosen != null) {
                chosen.onReady();
            }
        }

        private ServerCall.Listener<Q> serveHere() {
            return here.startCall(new OneRequested<>(call), headers);
        }
    }

    /** The first request was asked for already, so the handler's first wish is for one less. */
    private static final class OneRequested<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private boolean settled;

        private OneRequested(ServerCall<Q, R> call) {
            super(call);
        }

        @Override
        public void request(int count) {
            int left = settled ? count : count - 1;
            settled = true;
            if (left > 0) {
                super.request(left);
            }
        }
    }
}
