// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.resource.PacedReader;
import io.aurae.auraed.resource.PacedReader.Connection;
import io.aurae.proto.events.v0.EventServiceGrpc;
import io.aurae.proto.events.v0.EventServiceListRequest;
import io.aurae.proto.events.v0.EventServiceWatchRequest;
import io.aurae.proto.events.v0.EventServiceWatchResponse;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watchers who read slower than things happen. */
final class SlowWatchTest {
    /** More than a connection holds of what is not read. */
    private static final int SOME = 3_000;

    private static final int MORE_THAN_ARE_KEPT = 30_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CAUSE =
            "for a reason that takes some words, so that an answer is a few hundred bytes long, ";

    @TempDir
    Path directory;

    private Events events;
    private Connection connection;

    @BeforeEach
    void serve() {
        events = Events.open(directory.resolve("events"));
        connection = Connection.to(new EventService(events));
    }

    @AfterEach
    void stop() {
        connection.close();
        events.close();
    }

    private void happen(int count) {
        for (int i = 0; i < count; i++) {
            events.record(Resource.cell("c" + i % 10), EventKind.UPDATED, CAUSE + i);
        }
    }

    private PacedReader<EventServiceWatchRequest, EventServiceWatchResponse> watch(String token)
            throws InterruptedException {
        PacedReader<EventServiceWatchRequest, EventServiceWatchResponse> reader = new PacedReader<>();
        EventServiceGrpc.newStub(connection.channel())
                .watch(
                        EventServiceWatchRequest.newBuilder()
                                .setResumeToken(token)
                                .build(),
                        reader);
        reader.awaitFirst();
        return reader;
    }

    private static List<Long> ids(PacedReader<?, EventServiceWatchResponse> reader) {
        return reader.answers().stream()
                .filter(EventServiceWatchResponse::hasEvent)
                .map(answer -> answer.getEvent().getId())
                .toList();
    }

    private static List<Long> ids(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void whoIsBehindByLessThanIsKeptCatchesUpWithoutLoss() throws Exception {
        var sleeper = watch("");
        happen(SOME);
        sleeper.readOn();
        await().atMost(PATIENCE).until(() -> ids(sleeper).equals(ids(1, SOME)));
        sleeper.leave();
    }

    @Test
    void whoLeavesInTheMiddleGoesOnBehindTheLastItRead() throws Exception {
        var sleeper = watch("");
        happen(SOME);
        sleeper.readOn();
        await().atMost(PATIENCE).until(() -> ids(sleeper).size() > SOME / 2);
        sleeper.leave();
        assertThat(sleeper.awaitEnd().getCode()).isEqualTo(Status.Code.CANCELLED);
        long seen = ids(sleeper).getLast();

        var next = watch(sleeper.answers().getLast().getResumeToken());
        next.readOn();
        await().atMost(PATIENCE).until(() -> ids(next).equals(ids(seen + 1, SOME)));
        next.leave();
    }

    @Test
    void whoIsBehindByMoreIsCutOffWhileOthersAndTheMemoryAreAsEver() throws Exception {
        var sleeper = watch("");
        var reader = watch("");
        reader.readOn();
        for (int done = 0; done < MORE_THAN_ARE_KEPT; done += SOME) {
            happen(SOME);
            int all = done + SOME;
            await().atMost(PATIENCE).until(() -> ids(reader).size() == all);
        }
        assertThat(events.select(_ -> true)).hasSizeLessThan(MORE_THAN_ARE_KEPT / 2);

        sleeper.readOn();
        Status end = sleeper.awaitEnd();
        assertThat(end.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(ids(sleeper)).isEqualTo(ids(1, ids(sleeper).size())).hasSizeLessThan(MORE_THAN_ARE_KEPT);

        var list = EventServiceGrpc.newBlockingStub(connection.channel())
                .list(EventServiceListRequest.getDefaultInstance());
        assertThat(list.getEventsList().getLast().getId()).isEqualTo(MORE_THAN_ARE_KEPT);
        var again = watch(list.getResumeToken());
        again.readOn();
        happen(1);
        await().atMost(PATIENCE).until(() -> ids(again).equals(List.of(MORE_THAN_ARE_KEPT + 1L)));
        assertThat(ids(reader)).isEqualTo(ids(1, MORE_THAN_ARE_KEPT + 1L));
    }
}
