// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.oci.runtime.Output;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What an attached caller has not read yet. The monitor of a process writes to its attached callers one after the other and waits for each,
 * so whoever reads from it must never wait for a caller: what comes is put here, and when here is no more room the caller is cut off.
 */
final class Backlog {
    /** Bytes that may wait for one caller. */
    static final int BYTES_MAX = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Output> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean ended;
    private boolean overflown;

    /** Never waits; false when there is no more room, and nothing is taken in any more. */
    boolean put(Output output) {
        lock.lock();
        try {
            bytes += output.data().length;
            if (bytes > BYTES_MAX) {
                overflown = true;
                waiting.clear();
            } else {
                waiting.add(output);
            }
            changed.signalAll();
            return !overflown;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more comes. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there was no more room. */
    boolean isOverflown() {
        lock.lock();
        try {
            return overflown;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next piece; empty when nothing more comes, or there was no more room. */
    Optional<Output> take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended && !overflown) {
                changed.await();
            }
            Optional<Output> next = Optional.ofNullable(waiting.poll());
            next.ifPresent(output -> bytes -= output.data().length);
            return next;
        } finally {
            lock.unlock();
        }
    }
}
