// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One pull under way, and the callers who wait for it. It runs on a thread of its own, which is interrupted when the last caller leaves.
 */
final class Flight {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final ProgressBoard board = new ProgressBoard(this::tell);
    private final Set<Passenger> passengers = new LinkedHashSet<>();
    private final Thread thread;
    private @Nullable Image image;
    private @Nullable RuntimeException failure;
    private boolean abandoned;

    /** The work of a flight. */
    @FunctionalInterface
    interface Work {
        Image run(ProgressBoard board) throws InterruptedException;
    }

    private record Step(Optional<Digest> digest, PullProgress.Phase phase) {}

    /** A caller, with the news not yet told: of each step only the latest, so that a slow caller costs no memory. */
    private static final class Passenger {
        final Map<Step, PullProgress> untold = new LinkedHashMap<>();

        void note(PullProgress progress) {
            untold.put(new Step(progress.digest(), progress.phase()), progress);
        }
    }

    Flight(String name, Work work) {
        thread = Thread.ofVirtual().name("pull " + name).unstarted(() -> fly(work));
    }

    void start() {
        thread.start();
    }

    private void fly(Work work) {
        try {
            land(work.run(board), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            land(null, new StoreException.Stopped("the pull was stopped (expected: a caller who waits for it)"));
        } catch (RuntimeException e) {
            land(null, e);
        } catch (Error e) {
            // Whoever waits must be told of this too; nobody else would hear of it.
            land(null, new StoreException.Broken("the pull broke off", e));
            throw e;
        }
    }

    private void land(@Nullable Image result, @Nullable RuntimeException reason) {
        lock.lock();
        try {
            image = result;
            failure = reason;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void tell(PullProgress progress) {
        lock.lock();
        try {
            passengers.forEach(passenger -> passenger.note(progress));
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody can join any more: it has ended, or its last caller left. */
    boolean isOver() {
        lock.lock();
        try {
            return abandoned || image != null || failure != null;
        } finally {
            lock.unlock();
        }
    }

    /** A seat for one caller; empty when the flight is over. */
    Optional<Seat> board() {
        Passenger passenger = new Passenger();
        board.replay(passenger::note);
        lock.lock();
        try {
            if (isOver()) {
                return Optional.empty();
            }
            passengers.add(passenger);
            return Optional.of(new Seat(passenger));
        } finally {
            lock.unlock();
        }
    }

    /** One caller's place in the pull. */
    final class Seat {
        private final Passenger passenger;

        private Seat(Passenger passenger) {
            this.passenger = passenger;
        }

        /** Waits for the end, and tells {@code progress} what happens meanwhile, on this thread. */
        Image await(Consumer<PullProgress> progress) throws InterruptedException {
            try {
                while (true) {
                    Optional<PullProgress> next = next();
                    if (next.isEmpty()) {
                        return result();
                    }
                    progress.accept(next.get());
                }
            } finally {
                leave(passenger);
            }
        }

        private Optional<PullProgress> next() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (passenger.untold.isEmpty() && !isOver()) {
                    news.await();
                }
                var untold = passenger.untold.values().iterator();
                if (!untold.hasNext()) {
                    return Optional.empty();
                }
                PullProgress next = untold.next();
                untold.remove();
                return Optional.of(next);
            } finally {
                lock.unlock();
            }
        }
    }

    private Image result() {
        lock.lock();
        try {
            if (failure != null) {
                throw failure;
            }
            if (image == null) {
                throw new StoreException.Stopped("the pull was stopped (expected: an open store)");
            }
            return image;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Passenger passenger) {
        lock.lock();
        try {
            passengers.remove(passenger);
            if (passengers.isEmpty() && !isOver()) {
                abandoned = true;
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops the pull and waits until it has let go of everything. */
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
