// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import io.aurae.proto.events.v0.EventServiceGrpc;
import io.aurae.proto.events.v0.EventServiceListRequest;
import io.aurae.proto.events.v0.EventServiceListResponse;
import io.aurae.proto.events.v0.EventServiceWatchRequest;
import io.aurae.proto.events.v0.EventServiceWatchResponse;
import io.aurae.rpc.StreamCall;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Predicate;

/** Adapts the calls of {@code aurae.events.v0}: parse, act, answer. */
public final class EventService extends EventServiceGrpc.EventServiceImplBase {
    private final Events events;

    public EventService(Events events) {
        this.events = events;
    }

    @Override
    public void list(EventServiceListRequest request, StreamObserver<EventServiceListResponse> answer) {
        Predicate<Event> fits = EventMessages.filter(request.getFilter());
        int limit = EventMessages.limit(request.getLimit());
        // Before the events: what comes in between is then seen twice rather than never.
        Cursor now = events.now();
        List<Event> found = events.select(fits);
        EventServiceListResponse.Builder response =
                EventServiceListResponse.newBuilder().setResumeToken(now.token());
        for (Event event : found.subList(Math.max(0, found.size() - limit), found.size())) {
            if (event.id() <= now.id()) {
                response.addEvents(EventMessages.event(event, events.cursor(event.id())));
            }
        }
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void watch(EventServiceWatchRequest request, StreamObserver<EventServiceWatchResponse> answer) {
        Predicate<Event> fits = EventMessages.filter(request.getFilter());
        Cursor from = request.getResumeToken().isEmpty()
                ? events.now()
                : events.resume(Cursor.parse(request.getResumeToken()));
        StreamCall.<EventServiceWatchResponse>respond(answer, call -> new Watch(events, fits, call).run(from));
    }
}
