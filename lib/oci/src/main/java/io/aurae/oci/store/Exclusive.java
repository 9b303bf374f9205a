// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread at a time work on a digest. */
final class Exclusive {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Set<Digest> held = new HashSet<>();

    /** The right to work on a digest, until it is closed. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    Hold acquire(Digest digest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!held.add(digest)) {
                released.await();
            }
        } finally {
            lock.unlock();
        }
        return () -> release(digest);
    }

    private void release(Digest digest) {
        lock.lock();
        try {
            held.remove(digest);
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
