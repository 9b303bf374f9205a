// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.events.v0.Event;
import io.aurae.proto.events.v0.EventFilter;
import io.aurae.proto.events.v0.EventKind;
import io.aurae.proto.events.v0.EventServiceListRequest;
import io.aurae.proto.events.v0.EventServiceListResponse;
import io.aurae.proto.events.v0.EventServiceWatchRequest;
import io.aurae.proto.events.v0.EventServiceWatchResponse;
import io.aurae.proto.instances.v0.Instance;
import io.aurae.proto.instances.v0.InstanceServiceSpawnRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@OnNode
class EventsIT {
    private final Node node;

    EventsIT(Node node) {
        this.node = node;
    }

    @Test
    void whatHappenedAndWhyOutlivesTheDaemon() {
        node.library().allocate("story");
        node.library().startShell("story", "failing", "exit 3");
        node.library().await("story", "failing");
        node.library().startShell("story", "waiting", "sleep 600");
        node.library().stop("story", "waiting", 0);
        List<Event> before = events("story").getEventsList();
        assertThat(before)
                .extracting(Event::getKind)
                .startsWith(EventKind.EVENT_KIND_ALLOCATED, EventKind.EVENT_KIND_STARTED, EventKind.EVENT_KIND_EXITED);
        assertThat(before).anySatisfy(event -> {
            assertThat(event.getKind()).isEqualTo(EventKind.EVENT_KIND_STOPPED);
            assertThat(event.getCaller()).endsWith("/user/root");
        });

        node.killDaemon();

        assertThat(events("story").getEventsList()).isEqualTo(before);
        assertThat(node.aurae("explain", "story:failing").orFail())
                .contains("why: executable story/failing exited: exit code 3")
                .contains("hint: see what it wrote last: aurae logs --tail 20 story:failing");
        assertThat(node.aurae("events", "story").orFail()).contains("user/root");
        assertThat(node.aurae("inspect", "--output", "json", "story").orFail()).contains("EVENT_KIND_EXITED");
    }

    @Test
    void aRefusalIsRememberedWithWhatTheCallerWasTold() {
        node.library().allocate("taken");
        assertThatThrownBy(() -> node.library().start("taken", "no", "/no/such/program"))
                .isInstanceOf(StatusRuntimeException.class);
        assertThat(node.aurae("explain", "taken").orFail()).contains("refused", "/no/such/program");
    }

    @Test
    void aWatcherGoesOnBehindTheLastEventItSaw() {
        node.library().allocate("first");
        String token = events("").getResumeToken();
        node.library().allocate("second");
        node.killDaemon();
        node.library().allocate("third");
        Iterator<EventServiceWatchResponse> watch = watch(token);
        assertThat(watch.next().hasEvent()).isFalse();
        assertThat(nextAllocated(watch)).isEqualTo("second");
        assertThat(nextAllocated(watch)).isEqualTo("third");
        node.library().allocate("fourth");
        assertThat(nextAllocated(watch)).isEqualTo("fourth");
        assertThatThrownBy(() -> watch("0123456789abcdef-1").next())
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS));
    }

    @Test
    void whatHappensInAnInstanceIsAskedOfItByPath() {
        node.client()
                .instances()
                .spawn(InstanceServiceSpawnRequest.newBuilder()
                        .setInstance(Instance.newBuilder().setName("tenant"))
                        .build());
        node.library().allocate("tenant/jobs");
        assertThat(events("tenant/jobs").getEventsList())
                .extracting(Event::getPath, Event::getKind)
                .containsExactly(tuple("tenant/jobs", EventKind.EVENT_KIND_ALLOCATED));
        assertThat(events("tenant/").getEventsList())
                .extracting(Event::getKind)
                .contains(EventKind.EVENT_KIND_ALLOCATED);
        assertThat(events("tenant").getEventsList()).extracting(Event::getKind).contains(EventKind.EVENT_KIND_SPAWNED);
    }

    private EventServiceListResponse events(String path) {
        return node.client()
                .events()
                .list(EventServiceListRequest.newBuilder()
                        .setFilter(EventFilter.newBuilder().setPath(path))
                        .build());
    }

    private Iterator<EventServiceWatchResponse> watch(String token) {
        return node.client()
                .events()
                .withDeadlineAfter(120, TimeUnit.SECONDS)
                .watch(EventServiceWatchRequest.newBuilder()
                        .setResumeToken(token)
                        .setFilter(EventFilter.newBuilder().addKinds(EventKind.EVENT_KIND_ALLOCATED))
                        .build());
    }

    private static String nextAllocated(Iterator<EventServiceWatchResponse> watch) {
        return watch.next().getEvent().getPath();
    }
}
