// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failure with a status, in this one place: the node's own as the node gave it, the shim's by its code. */
final class FaultInterceptor implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(FaultInterceptor.class);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onHalfClose() {
                try {
                    super.onHalfClose();
                } catch (RuntimeException e) {
                    call.close(translate(call.getMethodDescriptor().getFullMethodName(), e), new Metadata());
                }
            }
        };
    }

    private static Status translate(String method, RuntimeException failure) {
        Status status = switch (failure) {
            case StatusRuntimeException node -> node.getStatus();
            case AuraeException ours -> status(ours.code()).withDescription(ours.getMessage());
            default -> Status.INTERNAL.withDescription("the shim failed: " + failure);
        };
        if (status.getCode() == Status.Code.INTERNAL) {
            LOG.error("{} failed", method, failure);
        } else {
            LOG.debug("{} answers {}", method, status);
        }
        return status;
    }

    private static Status status(FaultCode code) {
        return switch (code) {
            case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.NOT_FOUND;
            case ALREADY_EXISTS -> Status.ALREADY_EXISTS;
            case FAILED_PRECONDITION -> Status.FAILED_PRECONDITION;
            case RESOURCE_EXHAUSTED -> Status.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Status.DEADLINE_EXCEEDED;
            case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Status.PERMISSION_DENIED;
            case INTERNAL -> Status.INTERNAL;
        };
    }
}
