// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import io.aurae.proto.events.v0.EventServiceWatchResponse;
import io.aurae.rpc.StreamCall;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * One watcher. Nothing is kept for it but its place in the events of the node: who does not read falls behind until what it has not read
 * is kept no longer, and is cut off then.
 */
final class Watch {
    private static final int BATCH = 64;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Events events;
    private final Predicate<Event> fits;
    private final StreamCall<Void, EventServiceWatchResponse> call;

    Watch(Events events, Predicate<Event> fits, StreamCall<Void, EventServiceWatchResponse> call) {
        this.events = events;
        this.fits = fits;
        this.call = call;
    }

    /** Until the caller goes away, or is too slow. */
    void run(Cursor from) throws InterruptedException {
        call.onCancel(Thread.currentThread()::interrupt);
        call.send(EventServiceWatchResponse.newBuilder()
                .setResumeToken(from.token())
                .build());
        long id = from.id();
        while (true) {
            requireKept(id);
            List<Event> batch = events.await(id, BATCH, LOOK);
            for (Event event : batch) {
                if (fits.test(event)) {
                    send(event);
                }
                id = event.id();
            }
        }
    }

    private void send(Event event) throws InterruptedException {
        while (!call.awaitReady(LOOK)) {
            requireKept(event.id());
        }
        Cursor cursor = events.cursor(event.id());
        call.send(EventServiceWatchResponse.newBuilder()
                .setEvent(EventMessages.event(event, cursor))
                .setResumeToken(cursor.token())
                .build());
    }

    private void requireKept(long id) {
        if (!events.keepsAllAfter(id)) {
            throw new EventException.TooSlow(id);
        }
    }
}
