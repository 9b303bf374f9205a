// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.base.OneLine;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where failures become statuses of the wire: an {@link AuraeException} by its code, with its message; a status as it is;
 * anything else INTERNAL, with a number that the log has too and no other word.
 */
public final class Faults implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    /** Statuses travel in headers, which have a limit of 8 KiB; there, a byte that is not printable ASCII takes three. */
    private static final int MESSAGE_BYTES_MAX = 4000;

    /** The status that tells a caller of a failure; failures of our own are logged. */
    static Status status(Throwable failure) {
        return switch (failure) {
            case AuraeException e -> {
                String message = String.valueOf(e.getMessage());
                if (e.code() != FaultCode.INTERNAL) {
                    yield Status.fromCode(code(e.code())).withDescription(message);
                }
                LOG.error("call failed", e);
                yield DiskFault.in(e)
                        .map(fault -> fault.status(message))
                        .orElse(Status.INTERNAL.withDescription(message));
            }
            case StatusRuntimeException e -> e.getStatus();
            case StatusException e -> e.getStatus();
            case CallCancelledException e -> Status.CANCELLED.withDescription(e.getMessage());
            default -> unexpected(failure);
        };
    }

    private static Status unexpected(Throwable failure) {
        Optional<DiskFault> disk = DiskFault.in(failure);
        if (disk.isPresent()) {
            LOG.error("call failed", failure);
            return disk.get().status("a file cannot be written");
        }
        String number = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.error("call failed, error {}", number, failure);
        return Status.INTERNAL.withDescription("internal error " + number + " (the log has the cause)");
    }

    private static Status.Code code(FaultCode code) {
        return switch (code) {
            case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
            case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
            case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
            case OUT_OF_RANGE -> Status.Code.OUT_OF_RANGE;
            case DATA_LOSS -> Status.Code.DATA_LOSS;
            case UNIMPLEMENTED -> Status.Code.UNIMPLEMENTED;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }

    private static String shortened(String message) {
        int bytes = 0;
        for (int index = 0; index < message.length(); ) {
            int character = message.codePointAt(index);
            bytes += encodedBytes(character);
            if (bytes > MESSAGE_BYTES_MAX) {
                return message.substring(0, index) + "…";
            }
            index += Character.charCount(character);
        }
        return message;
    }

    private static int encodedBytes(int character) {
        if (character >= ' ' && character <= '~' && character != '%') {
            return 1;
        }
        return 3 * (character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        TranslatingCall<Q, R> translating = new TranslatingCall<>(call);
        try {
            return new CatchingListener<>(next.startCall(translating, headers), translating);
        } catch (RuntimeException e) {
            translating.fail(e);
            return new ServerCall.Listener<>() {};
        }
    }

    /** A handler that hands its failure to the observer instead of throwing it arrives here as UNKNOWN with a cause. */
    private static final class TranslatingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private boolean closed;

        private TranslatingCall(ServerCall<Q, R> call) {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            closed = true;
            Throwable cause = status.getCause();
            Status told = status.getCode() == Status.Code.UNKNOWN && cause != null ? Faults.status(cause) : status;
            super.close(oneLine(told), trailers);
        }

        /** Whoever wrote it: a status travels in a header. */
        private static Status oneLine(Status status) {
            String description = status.getDescription();
            return description == null ? status : status.withDescription(shortened(OneLine.of(description)));
        }

        private void fail(Throwable failure) {
            Status status = Faults.status(failure);
            if (!closed) {
                close(status, new Metadata());
            }
        }
    }

    /** Also refuses what is no request, and one or two requests too few or too many; what comes after that reaches no handler. */
    private static final class CatchingListener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final TranslatingCall<Q, ?> call;
        private boolean requested;
        private boolean refused;

        private CatchingListener(ServerCall.Listener<Q> listener, TranslatingCall<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            MethodDescriptor<Q, ?> method = call.getMethodDescriptor();
            if (refused) {
                return;
            }
            if (message instanceof CarefulRequests.Unreadable unreadable) {
                refuse(unreadable.status(method));
            } else if (requested && method.getType().clientSendsOneMessage()) {
                refuse(Status.INVALID_ARGUMENT.withDescription(
                        method.getFullMethodName() + ": a second request (expected: one)"));
            } else {
                requested = true;
                catching(() -> super.onMessage(message));
            }
        }

        @Override
        public void onHalfClose() {
            MethodDescriptor<Q, ?> method = call.getMethodDescriptor();
            if (refused) {
                return;
            }
            if (!requested && method.getType().clientSendsOneMessage()) {
                refuse(Status.INVALID_ARGUMENT.withDescription(
                        method.getFullMethodName() + ": no request (expected: one)"));
            } else {
                catching(super::onHalfClose);
            }
        }

        private void refuse(Status status) {
            refused = true;
            call.fail(status.asRuntimeException());
        }

        @Override
        public void onReady() {
            catching(super::onReady);
        }

        private void catching(Runnable callback) {
            try {
                callback.run();
            } catch (RuntimeException | Error e) {
                call.fail(e);
            }
        }
    }
}
