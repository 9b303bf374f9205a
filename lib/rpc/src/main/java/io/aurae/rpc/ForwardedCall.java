// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One call carried on to another server: messages in both directions with their resource paths changed, metadata, flow control,
 * deadline, cancellation and status. A message is asked for on one side only when the other side has taken the one before.
 */
final class ForwardedCall<Q, R> extends ServerCall.Listener<Q> {
    private final ServerCall<Q, R> upper;
    private final ClientCall<Q, R> lower;
    private final String prefix;
    private final Object lock = new Object();
    private boolean requestOwed;
    private boolean responseOwed;

    private ForwardedCall(ServerCall<Q, R> upper, ClientCall<Q, R> lower, String prefix) {
        this.upper = upper;
        this.lower = lower;
        this.prefix = prefix;
    }

    /** Starts it; the first request has been asked for and is still to be delivered to the result. */
    static <Q, R> ServerCall.Listener<Q> start(ServerCall<Q, R> upper, Metadata headers, Route.Target target) {
        @Nullable Deadline deadline = Context.current().getDeadline();
        ClientCall<Q, R> lower =
                target.channel().newCall(upper.getMethodDescriptor(), CallOptions.DEFAULT.withDeadline(deadline));
        ForwardedCall<Q, R> call = new ForwardedCall<>(upper, lower, target.prefix());
        Metadata copy = new Metadata();
        copy.merge(headers);
        lower.start(call.new Responses(), copy);
        lower.request(1);
        return call;
    }

    @Override
    public void onMessage(Q request) {
        lower.sendMessage(changed(request, this::lowered));
        synchronized (lock) {
            requestOwed = !lower.isReady();
            if (requestOwed) {
                return;
            }
        }
        upper.request(1);
    }

    @Override
    public void onHalfClose() {
        lower.halfClose();
    }

    @Override
    public void onCancel() {
        lower.cancel("call cancelled by its caller", null);
    }

    @Override
    public void onReady() {
        synchronized (lock) {
            if (!responseOwed) {
                return;
            }
            responseOwed = false;
        }
        lower.request(1);
    }

    private String lowered(String path) {
        if (path.equals(prefix)) {
            return "";
        }
        return path.startsWith(prefix + "/") ? path.substring(prefix.length() + 1) : path;
    }

    private String raised(String path) {
        return prefix + "/" + path;
    }

    @SuppressWarnings("unchecked")
    private static <M> M changed(M message, UnaryOperator<String> change) {
        return (M) ResourcePaths.map((Message) message, change);
    }

    private final class Responses extends ClientCall.Listener<R> {
        @Override
        public void onHeaders(Metadata headers) {
            upper.sendHeaders(headers);
        }

        @Override
        public void onMessage(R response) {
            upper.sendMessage(changed(response, ForwardedCall.this::raised));
            synchronized (lock) {
                responseOwed = !upper.isReady();
                if (responseOwed) {
                    return;
                }
            }
            lower.request(1);
        }

        @Override
        public void onReady() {
            synchronized (lock) {
                if (!requestOwed) {
                    return;
                }
                requestOwed = false;
            }
            upper.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            upper.close(explained(status), trailers);
        }

        /** A status that a server sent has no cause; one made here because the server could not be reached has. */
        private Status explained(Status status) {
            Throwable cause = status.getCause();
            return status.getCode() == Status.Code.UNAVAILABLE && cause != null
                    ? Status.UNAVAILABLE.withDescription(
                            "instance '" + prefix + "' does not answer: " + cause.getMessage())
                    : status;
        }
    }
}
