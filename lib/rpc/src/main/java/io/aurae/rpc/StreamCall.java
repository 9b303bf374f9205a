// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import com.google.protobuf.MessageLite;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A streaming call as straight-line code. Its body runs on a virtual thread of its own and may block; when it returns the call ends with
 * OK, when it throws, with the status of that failure. Any number of threads may receive and send.
 *
 * @param <Q> the requests; {@link Void} when the call has no stream of them
 * @param <R> the responses
 */
public final class StreamCall<Q, R> {
    /** Requests kept until they are received; a caller that sends more waits. */
    private static final int QUEUED_REQUESTS_MAX = 8;

    /** The same in bytes, after which one more request may come: one may be large, and there may be many calls. */
    private static final long QUEUED_BYTES_MAX = 128 * 1024;

    private final ServerCallStreamObserver<R> responses;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Q> requests = new ArrayDeque<>();
    private final List<Runnable> cancelActions = new ArrayList<>();
    private long queuedBytes;
    private boolean full;
    private boolean requestsEnded;
    private boolean cancelled;
    private boolean ended;

    private StreamCall(StreamObserver<R> responses) {
        this.responses = (ServerCallStreamObserver<R>) responses;
        this.responses.setOnReadyHandler(this::wake);
        this.responses.setOnCancelHandler(this::cancel);
    }

    /** What a call does; it may block, and may throw anything. */
    @FunctionalInterface
    public interface Body<Q, R> {
        /** Serves the call from its beginning to its end. */
        void run(StreamCall<Q, R> call) throws Exception;
    }

    /** Serves a method that answers with a stream; to be the last statement of the method. */
    public static <R> void respond(StreamObserver<R> responses, Body<Void, R> body) {
        new StreamCall<Void, R>(responses).start(body);
    }

    /** Serves a method with streams in both directions; the method returns the result. */
    public static <Q, R> StreamObserver<Q> converse(StreamObserver<R> responses, Body<Q, R> body) {
        StreamCall<Q, R> call = new StreamCall<>(responses);
        call.responses.disableAutoRequest();
        call.responses.request(1);
        call.start(body);
        return call.new Requests();
    }

    /**
     * Waits for the next request; empty when the caller has sent its last.
     *
     * @throws CallCancelledException when the caller has gone away
     */
    public Optional<Q> receive() throws InterruptedException {
        lock.lock();
        try {
            while (requests.isEmpty() && !requestsEnded && !cancelled) {
                changed.await();
            }
            if (cancelled) {
                throw new CallCancelledException();
            }
            Optional<Q> next = Optional.ofNullable(requests.poll());
            next.ifPresent(this::leave);
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Q request) {
        queuedBytes -= bytes(request);
        if (full && hasRoom()) {
            full = false;
            responses.request(1);
        }
    }

    private boolean hasRoom() {
        return requests.size() < QUEUED_REQUESTS_MAX && queuedBytes < QUEUED_BYTES_MAX;
    }

    private static long bytes(Object request) {
        return request instanceof MessageLite message ? message.getSerializedSize() : 0;
    }

    /**
     * Sends a response, once the caller has read enough of those before it.
     *
     * @throws CallCancelledException when the caller has gone away
     */
    public void send(R response) throws InterruptedException {
        lock.lock();
        try {
            while (!responses.isReady() && !cancelled && !ended) {
                changed.await();
            }
            if (cancelled || ended) {
                throw new CallCancelledException();
            }
            responses.onNext(response);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@link #send} would not have to wait, at most for this long; whether it would not.
     *
     * @throws CallCancelledException when the caller has gone away
     */
    public boolean awaitReady(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (!responses.isReady() && !cancelled && !ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            if (cancelled || ended) {
                throw new CallCancelledException();
            }
            return responses.isReady();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the caller has gone away. */
    public boolean cancelled() {
        lock.lock();
        try {
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code action} on another thread when the caller goes away, at once if it has: for what blocks elsewhere. */
    public void onCancel(Runnable action) {
        lock.lock();
        try {
            if (!cancelled) {
                cancelActions.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    private void start(Body<Q, R> body) {
        Thread.ofVirtual().name("stream").start(Context.current().wrap(() -> serve(body)));
    }

    private void serve(Body<Q, R> body) {
        try {
            body.run(this);
        } catch (InterruptedException e) {
            // Mostly an action of onCancel: then nobody is left who could be told.
            end(() -> responses.onError(
                    Faults.status(new CallCancelledException()).asRuntimeException()));
            return;
        } catch (Throwable e) {
            end(() -> responses.onError(Faults.status(e).asRuntimeException()));
            return;
        }
        end(responses::onCompleted);
    }

    private void end(Runnable how) {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
            if (!cancelled) {
                how.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void cancel() {
        List<Runnable> actions;
        lock.lock();
        try {
            cancelled = true;
            changed.signalAll();
            actions = List.copyOf(cancelActions);
        } finally {
            lock.unlock();
        }
        actions.forEach(Runnable::run);
    }

    private final class Requests implements StreamObserver<Q> {
        @Override
        public void onNext(Q request) {
            lock.lock();
            try {
                requests.add(request);
                queuedBytes += bytes(request);
                full = !hasRoom();
                if (!full) {
                    responses.request(1);
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onError(Throwable cause) {
            cancel();
        }

        @Override
        public void onCompleted() {
            lock.lock();
            try {
                requestsEnded = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
