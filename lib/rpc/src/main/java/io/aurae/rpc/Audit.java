// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import com.google.protobuf.Message;
import io.aurae.base.Waits;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Writes one line for each call when it has ended, however it ended; no caller waits for the line of a success. */
final class Audit implements ServerInterceptor {
    /** More than a call takes that nobody will ask about. */
    private static final Duration LONG = Duration.ofSeconds(1);

    private final Consumer<AuditLine> lines;

    Audit(Consumer<AuditLine> lines) {
        this.lines = lines;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Entry entry = new Entry(call.getMethodDescriptor().getFullMethodName(), Caller.current());
        ServerCall<Q, R> audited = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                if (!status.isOk() || entry.isLong()) {
                    entry.end(status); // who is told of a failure finds what is kept of it
                }
                try {
                    super.close(status, trailers);
                } finally {
                    entry.end(status);
                }
            }
        };
        AtomicReference<ServerCall.Listener<Q>> started = new AtomicReference<>();
        entry.waits.during(() -> started.set(next.startCall(audited, headers)));
        return new SimpleForwardingServerCallListener<>(started.get()) {
            @Override
            public void onMessage(Q message) {
                entry.request(message);
                super.onMessage(message);
            }

            @Override
            public void onHalfClose() {
                entry.waits.during(super::onHalfClose);
            }

            @Override
            public void onCancel() {
                entry.end(Status.CANCELLED);
                super.onCancel();
            }
        };
    }

    private final class Entry {
        private final String method;
        private final Caller caller;
        private final Waits waits = new Waits();
        private final long startNanos = System.nanoTime();
        private final AtomicBoolean written = new AtomicBoolean();
        private volatile boolean requested;
        private volatile List<String> paths = List.of();

        private Entry(String method, Caller caller) {
            this.method = method;
            this.caller = caller;
        }

        private void request(Object message) {
            if (!requested && message instanceof Message request) {
                paths = ResourcePaths.of(request);
            }
            requested = true;
        }

        private boolean isLong() {
            return System.nanoTime() - startNanos >= LONG.toNanos();
        }

        private void end(Status status) {
            if (written.compareAndSet(false, true)) {
                Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
                String message = Objects.requireNonNullElse(status.getDescription(), "");
                lines.accept(new AuditLine(method, paths, status.getCode(), message, duration, waits.text(), caller));
            }
        }
    }
}
