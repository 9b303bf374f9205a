// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import io.aurae.rpc.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The node's memory of what happened and why. Recording costs microseconds, never throws, and waits for nobody who reads. All of it is
 * bounded; what is kept survives the death of the daemon. Thread-safe.
 */
public final class Events implements AutoCloseable {
    /** The file is written anew when it is longer than this, which takes some tens of thousands of events. */
    private static final long FILE_BYTES_MAX = 8 << 20;

    private static final int EPOCHS_MAX = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition happened = lock.newCondition();
    private final Clock clock;
    private final long fileBytesMax;
    private final EventFile file;
    private final History history = new History();
    private final List<Epoch> epochs = new ArrayList<>();
    /** Lines that came while the file is written anew. */
    private final List<byte[]> late = new ArrayList<>();

    private boolean compacting;
    private long lastId;

    private Events(Path path, Clock clock, long fileBytesMax) {
        this.file = new EventFile(path);
        this.clock = clock;
        this.fileBytesMax = fileBytesMax;
    }

    /** Goes on with what earlier daemons left in this file; its directory must exist. Never fails: what cannot be read is forgotten. */
    public static Events open(Path path) {
        return open(path, Clock.systemUTC(), FILE_BYTES_MAX);
    }

    static Events open(Path path, Clock clock, long fileBytesMax) {
        Events events = new Events(path, clock, fileBytesMax);
        events.restore();
        return events;
    }

    private void restore() {
        for (EventLine.Content content : file.read()) {
            switch (content) {
                case EventLine.Began(Epoch epoch) -> {
                    epochs.add(epoch);
                    lastId = Math.max(lastId, epoch.firstId() - 1);
                }
                case EventLine.Happened(Event event) -> {
                    if (event.id() > lastId) { // ids only ever grow
                        history.add(event);
                        lastId = event.id();
                    }
                }
            }
        }
        Epoch begun = Epoch.beginningAt(lastId + 1);
        addEpoch(begun);
        file.append(EventLine.of(begun));
    }

    private void addEpoch(Epoch epoch) {
        epochs.add(epoch);
        if (epochs.size() > EPOCHS_MAX) {
            epochs.removeFirst();
        }
    }

    /**
     * Remembers that something happened, for whoever makes the call that this thread serves, if it serves one.
     *
     * @param cause one sentence, lower case, no full stop, without secrets; cut at 500 characters
     */
    public void record(Resource resource, EventKind kind, String cause) {
        record(
                resource,
                kind,
                Caller.currentIfAny().map(caller -> caller.id().toString()).orElse(""),
                cause);
    }

    /** The same for a caller who is known otherwise; empty when nobody asked for it. */
    public void record(Resource resource, EventKind kind, String caller, String cause) {
        lock.lock();
        try {
            Event event = new Event(lastId + 1, clock.instant(), resource, kind, caller, cause);
            lastId = event.id();
            history.add(event);
            keep(EventLine.of(event));
            happened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void keep(byte[] line) {
        file.append(line);
        if (compacting) {
            late.add(line);
        } else if (file.size() > fileBytesMax) {
            compacting = true;
            List<Event> kept = history.select(_ -> true);
            List<Epoch> begun = List.copyOf(epochs);
            Thread.ofVirtual().name("compact-events").start(() -> compact(begun, kept));
        }
    }

    /** Writes the file anew with what is remembered, beside those who record. */
    private void compact(List<Epoch> begun, List<Event> kept) {
        try {
            List<byte[]> lines = new ArrayList<>();
            begun.forEach(epoch -> lines.add(EventLine.of(epoch)));
            kept.forEach(event -> lines.add(EventLine.of(event)));
            file.prepare(lines);
            lock.lock();
            try {
                file.swap(late);
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            return; // tried again with the next event
        } finally {
            compacted();
        }
    }

    private void compacted() {
        lock.lock();
        try {
            late.clear();
            compacting = false;
        } finally {
            lock.unlock();
        }
    }

    /** What is remembered and fits, oldest first. */
    public List<Event> select(Predicate<Event> fits) {
        lock.lock();
        try {
            return history.select(fits);
        } finally {
            lock.unlock();
        }
    }

    /** Where a watcher stands that has seen everything up to now. */
    Cursor now() {
        lock.lock();
        try {
            return new Cursor(epochs.getLast().name(), lastId);
        } finally {
            lock.unlock();
        }
    }

    /** Where a watcher stands that has seen the event of that id; names the epoch the event belongs to. */
    Cursor cursor(long id) {
        lock.lock();
        try {
            return new Cursor(
                    epochs.reversed().stream()
                            .filter(epoch -> epoch.firstId() <= id)
                            .findFirst()
                            .orElse(epochs.getFirst())
                            .name(),
                    id);
        } finally {
            lock.unlock();
        }
    }

    /** The events after that id, at most {@code max}, once there is one or the time is over. */
    List<Event> await(long id, int max, Duration time) throws InterruptedException {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (lastId <= id && nanos > 0) {
                nanos = happened.awaitNanos(nanos);
            }
            return history.after(id, max);
        } finally {
            lock.unlock();
        }
    }

    /** Whether none of the events after that id is forgotten. */
    boolean keepsAllAfter(long id) {
        lock.lock();
        try {
            return id + 1 >= history.firstKept();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Where a returning watcher goes on.
     *
     * @throws EventException DATA_LOSS when this node does not know the epoch, or has lost events that the watcher has seen;
     *     OUT_OF_RANGE when events after the cursor are kept no longer
     */
    Cursor resume(Cursor cursor) {
        lock.lock();
        try {
            if (!knows(cursor)) {
                throw new EventException.UnknownCursor(cursor);
            }
            if (!keepsAllAfter(cursor.id())) {
                throw new EventException.Forgotten(cursor.id(), history.firstKept());
            }
            return cursor;
        } finally {
            lock.unlock();
        }
    }

    private boolean knows(Cursor cursor) {
        for (int index = 0; index < epochs.size(); index++) {
            long end = index + 1 < epochs.size() ? epochs.get(index + 1).firstId() - 1 : lastId;
            if (epochs.get(index).name().equals(cursor.epoch()) && cursor.id() <= end) {
                return true;
            }
        }
        return false;
    }

    /** What is recorded after this is remembered by this daemon alone, or by nobody. Repeating: does nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            file.close();
        } finally {
            lock.unlock();
        }
    }
}
