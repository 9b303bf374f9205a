// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.Message;
import io.aurae.client.AuraeClient;
import io.aurae.proto.events.v0.EventServiceWatchRequest;
import io.aurae.proto.events.v0.EventServiceWatchResponse;
import io.aurae.proto.images.v0.Image;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the node answered last about its containers, for as long as nothing has happened on it since. The node's events are watched, and
 * each of them lets all answers be forgotten; so does whatever the shim itself asks to be changed. Of images the same is kept, and
 * forgotten when something happens to one of those. While the events are not watched,
 * because the node is gone or did not answer yet, nothing is kept and the node is asked each time. Thread-safe.
 *
 * <p>An answer that was asked for before something happened and comes after it is put where nobody looks any more: forgetting replaces the
 * map, and does not empty it.
 */
final class Recent {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** In the place of a cell's name: all containers. */
    static final String ALL = "";

    private static final int IMAGES_MAX = 1000;
    private static final int ANSWERS_MAX = 1000;

    private final AuraeClient library;
    private final AtomicBoolean again = new AtomicBoolean();

    /** What is known, for as long as this thread does what needs nothing else. */
    private static final ThreadLocal<Known> HELD = new ThreadLocal<>();

    /** Given for each question that came while the events were not watched: whoever asks next has them watched again. */
    private final Semaphore asked = new Semaphore(0);

    private volatile @Nullable Known known;

    /** By the reference that was asked for. */
    private volatile @Nullable Map<String, Image> images;

    /**
     * What is known between two happenings.
     *
     * @param containers by the name of the cell that was asked for
     * @param answers what callers were told, by their requests
     */
    private record Known(Map<String, List<Container>> containers, Map<Message, Object> answers) {
        Known() {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }

        /** A request has answers of one type only. */
        @SuppressWarnings("unchecked")
        <R> R answer(Message request, Supplier<R> find) {
            Object kept = answers.get(request);
            if (kept != null) {
                return (R) kept;
            }
            R answer = find.get();
            if (answers.size() < ANSWERS_MAX) {
                answers.put(request, answer);
            }
            return answer;
        }

        boolean has(String cell) {
            return containers.containsKey(cell) || containers.containsKey(ALL);
        }

        List<Container> of(String cell) {
            List<Container> kept = containers.get(cell);
            return kept != null
                    ? kept
                    : containers.getOrDefault(ALL, List.of()).stream()
                            .filter(each -> each.isIn(cell))
                            .toList();
        }
    }

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
        Known held = HELD.get();
        if (held != null) {
            return held.of(cell);
        }
        Known current = known;
        if (current == null) {
            asked.release();
            return ask.apply(cell);
        }
        List<Container> kept = current.containers().get(cell);
        if (kept != null) {
            return kept;
        }
        List<Container> answer = ask.apply(cell);
        if (!answer.isEmpty()) {
            current.containers().put(cell, answer);
        }
        return answer;
    }

    /** The image of that name: the one that is kept, or else {@code ask}'s, which is kept if it is there. */
    Optional<Image> image(String reference, Function<String, Optional<Image>> ask) {
        Map<String, Image> current = images;
        Image kept = current == null ? null : current.get(reference);
        if (kept != null) {
            return Optional.of(kept);
        }
        Optional<Image> answer = ask.apply(reference);
        if (current != null && current.size() < IMAGES_MAX) {
            answer.ifPresent(image -> current.put(reference, image));
        }
        return answer;
    }

    /**
     * Tells a caller what needs to be known of nothing but the containers in one cell, or of all. Where they are known it is told by this thread,
     * which never waits, and found out once for equal requests; else by one of its own, which may ask the node.
     */
    <Q extends Message, R> void tell(Q request, String cell, Supplier<R> find, StreamObserver<R> caller) {
        Known current = known;
        if (current == null || !current.has(cell)) {
            Thread.ofVirtual().name("ask").start(Context.current().wrap(() -> ask(find, caller)));
            return;
        }
        HELD.set(current);
        try {
            tell(current.answer(request, find), caller);
        } finally {
            HELD.remove();
        }
    }

    private static <R> void ask(Supplier<R> find, StreamObserver<R> caller) {
        try {
            tell(find.get(), caller);
        } catch (RuntimeException e) {
            caller.onError(e);
        }
    }

    private static <R> void tell(R answer, StreamObserver<R> caller) {
        caller.onNext(answer);
        caller.onCompleted();
    }

    /** Something has changed, or may have. */
    synchronized void forget() {
        if (known != null) {
            known = new Known();
        }
    }

    /** Something has become of an image, or may have. */
    synchronized void forgetImages() {
        if (images != null) {
            images = new ConcurrentHashMap<>();
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
                EventServiceWatchResponse next = events.next(); // the first one says that from now on all are seen
                begin();
                if (next.getEvent().getPath().isEmpty()) { // of an image or of the node
                    beginImages();
                }
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
        known = new Known();
    }

    private synchronized void beginImages() {
        images = new ConcurrentHashMap<>();
    }

    private synchronized void end() {
        known = null;
        images = null;
    }
}
