// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time work on a thing; works on different things do not wait for each other. Not for a thread that holds the thing
 * already.
 *
 * @param <K> by what the things are told apart
 */
public final class Exclusive<K> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Set<K> held = new HashSet<>();

    /** The right to work on a thing, until it is closed. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until nobody else works on it, or until the thread is interrupted. */
    public Hold acquire(K thing) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!held.add(thing)) {
                released.await();
            }
        } finally {
            lock.unlock();
        }
        return () -> release(thing);
    }

    /** Waits until nobody else works on it, whatever happens meanwhile. */
    public Hold acquirePatiently(K thing) {
        lock.lock();
        try {
            while (!held.add(thing)) {
                released.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        return () -> release(thing);
    }

    private void release(K thing) {
        lock.lock();
        try {
            held.remove(thing);
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
