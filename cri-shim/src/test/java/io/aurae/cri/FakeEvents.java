// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.awaitility.Awaitility.await;

import io.aurae.proto.events.v0.Event;
import io.aurae.proto.events.v0.EventServiceGrpc.EventServiceImplBase;
import io.aurae.proto.events.v0.EventServiceWatchRequest;
import io.aurae.proto.events.v0.EventServiceWatchResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Events of a node in memory, told by the test. */
final class FakeEvents extends EventServiceImplBase {
    private final List<StreamObserver<EventServiceWatchResponse>> watchers = new CopyOnWriteArrayList<>();

    /** When set, nobody can watch. */
    volatile boolean broken;

    @Override
    public void watch(EventServiceWatchRequest request, StreamObserver<EventServiceWatchResponse> caller) {
        if (broken) {
            throw Status.UNAVAILABLE.withDescription("broken").asRuntimeException();
        }
        caller.onNext(EventServiceWatchResponse.getDefaultInstance());
        watchers.add(caller);
    }

    /** Tells all who watch. */
    void happen() {
        happen(Event.getDefaultInstance());
    }

    /** Tells all who watch of this. */
    void happen(Event event) {
        watchers.forEach(watcher -> watcher.onNext(
                EventServiceWatchResponse.newBuilder().setEvent(event).build()));
    }

    /** Returns when so many watch. */
    void awaitWatchers(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> watchers.size() >= count);
    }

    /** Cuts all off who watch, and whoever comes later. */
    void breakOff() {
        broken = true;
        watchers.forEach(watcher ->
                watcher.onError(Status.UNAVAILABLE.withDescription("broken").asRuntimeException()));
        watchers.clear();
    }
}
