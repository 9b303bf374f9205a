// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.client.AuraeClient;
import io.aurae.proto.events.v0.EventServiceWatchRequest;
import io.aurae.proto.events.v0.EventServiceWatchResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the node answered last about its containers, for as long as nothing has happened on it since. The node's events are watched, and
 * each of them lets all answers be forgotten; so does whatever the shim itself asks to be changed. While the events are not watched,
 * because the node is gone or did not answer yet, nothing is kept and the node is asked each time. Thread-safe.
 *
 * <p>An answer that was asked for before something happened and comes after it is put where nobody looks any more: forgetting replaces the
 * map, and does not empty it.
 */
final class Recent {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final AuraeClient library;
    private final AtomicBoolean again = new AtomicBoolean();

    /** All containers, for as long as this thread does what needs nothing else. */
    private static final ThreadLocal<List<Container>> ALL = new ThreadLocal<>();

    /** Given for each question that came while the events were not watched: whoever asks next has them watched again. */
    private final Semaphore asked = new Semaphore(0);

    /** By the name of the cell that was asked for. */
    private volatile @Nullable Map<String, List<Container>> answers;

    private Recent(AuraeClient library) {
        this.library = library;
    }

    /** Watches this node until the process ends. */
    static Recent of(AuraeClient library) {
        Recent recent = new Recent(library);
        Thread.ofVirtual().name("watch-node").start(recent::watchAlways);
        return recent;
    }

    /** The answer to a question about this cell: the one that is kept, or else {@code ask}'s, which is kept unless it is empty. */
    List<Container> containers(String cell, Function<String, List<Container>> ask) {
        List<Container> held = ALL.get();
        if (held != null) {
            return cell.isEmpty()
                    ? held
                    : held.stream().filter(each -> each.isIn(cell)).toList();
        }
        Map<String, List<Container>> current = answers;
        if (current == null) {
            asked.release();
            return ask.apply(cell);
        }
        List<Container> kept = current.get(cell);
        if (kept != null) {
            return kept;
        }
        List<Container> answer = ask.apply(cell);
        if (!answer.isEmpty()) {
            current.put(cell, answer);
        }
        return answer;
    }

    /** Where all containers are known does this, which gets to know nothing that happens meanwhile and never asks the node; false elsewhere. */
    boolean suffices(Runnable task) {
        Map<String, List<Container>> current = answers;
        List<Container> known = current == null ? null : current.get("");
        if (known == null) {
            return false;
        }
        ALL.set(known);
        try {
            task.run();
        } finally {
            ALL.remove();
        }
        return true;
    }

    /** Something has changed, or may have. */
    synchronized void forget() {
        if (answers != null) {
            answers = new ConcurrentHashMap<>();
        }
    }

    private void watchAlways() {
        try {
            while (true) {
                watch();
                asked.drainPermits();
                asked.acquire();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        try {
            Iterator<EventServiceWatchResponse> events =
                    library.events().watch(EventServiceWatchRequest.getDefaultInstance());
            while (events.hasNext()) {
                events.next(); // the first one says that from now on all are seen
                begin();
                forgetOnceMore();
            }
        } catch (StatusRuntimeException e) {
            return; // whoever asks the node next is told why
        } finally {
            end();
        }
    }

    /** An event may be ahead of what it tells of by a moment: a start is told before it is listed. */
    private void forgetOnceMore() {
        if (!again.getAndSet(true)) {
            Thread.ofVirtual().name("forget-again").start(() -> {
                LockSupport.parkNanos(PAUSE.toNanos());
                again.set(false);
                forget();
            });
        }
    }

    private synchronized void begin() {
        answers = new ConcurrentHashMap<>();
    }

    private synchronized void end() {
        answers = null;
    }
}
