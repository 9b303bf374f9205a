// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Counts the calls being served, and acts once when there has been none for a while and no other work is left. */
final class IdleWatch implements ServerInterceptor, AutoCloseable {
    private final long idleNanos;
    private final BooleanSupplier busy;
    private final Runnable action;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int calls;
    private int working;
    private long quietSinceNanos = System.nanoTime();
    private boolean closed;

    IdleWatch(Duration idle, BooleanSupplier busy, Runnable action) {
        this.busy = busy;
        this.idleNanos = idle.toNanos();
        this.action = action;
    }

    /** The time counts from here. */
    void start() {
        lock.lock();
        try {
            quietSinceNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("idle-watch").start(this::watch);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        begin();
        AtomicBoolean ended = new AtomicBoolean();
        try {
            return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
                @Override
                public void onComplete() {
                    endOnce(ended);
                    super.onComplete();
                }

                @Override
                public void onCancel() {
                    endOnce(ended);
                    super.onCancel();
                }
            };
        } catch (RuntimeException e) {
            endOnce(ended);
            throw e;
        }
    }

    /** Does not act while this work lasts; the time without a call goes on. */
    void during(Runnable work) {
        working(1);
        try {
            work.run();
        } finally {
            working(-1);
        }
    }

    private void working(int change) {
        lock.lock();
        try {
            working += change;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        lock.lock();
        try {
            calls++;
        } finally {
            lock.unlock();
        }
    }

    private void endOnce(AtomicBoolean ended) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        lock.lock();
        try {
            calls--;
            quietSinceNanos = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        if (awaitQuiet()) {
            action.run();
        }
    }

    private boolean awaitQuiet() {
        lock.lock();
        try {
            while (!closed) {
                long left = quietSinceNanos + idleNanos - System.nanoTime();
                if (calls > 0 || working > 0) {
                    changed.await();
                } else if (left <= 0 && busy.getAsBoolean()) {
                    quietSinceNanos = System.nanoTime();
                } else if (left <= 0) {
                    return true;
                } else {
                    changed.awaitNanos(left);
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
