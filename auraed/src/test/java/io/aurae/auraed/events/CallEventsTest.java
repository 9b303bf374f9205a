// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.rpc.AuditLine;
import io.aurae.rpc.Caller;
import io.grpc.Status;
import io.spiffe.spiffeid.SpiffeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CallEventsTest {
    private static final Caller ROOT = new Caller(SpiffeId.parse("spiffe://aurae.local/user/root"), Optional.empty());

    @TempDir
    Path directory;

    private List<Event> after(String method, Status.Code code, Duration duration, String waited) {
        try (Events events = Events.open(directory.resolve("events"))) {
            AuditLine line = new AuditLine(method, List.of("web"), code, "for a reason", duration, waited, ROOT);
            new CallEvents(events).accept(line);
            return events.select(_ -> true);
        }
    }

    @Test
    void aSlowCallIsToldWithWhatItWaitedFor() {
        assertThat(after("aurae.pods.v0.PodService/Start", Status.Code.OK, Duration.ofMillis(3400), "3.1 s for crun"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.kind()).isEqualTo(EventKind.SLOW);
                    assertThat(event.resource()).isEqualTo(Resource.pod("web"));
                    assertThat(event.cause()).isEqualTo("Start took 3.4 s, waited 3.1 s for crun");
                });
    }

    @Test
    void oneThatWaitedForNothingKnownIsToldByItsTime() {
        assertThat(after("aurae.cells.v0.CellService/Start", Status.Code.OK, Duration.ofSeconds(5), ""))
                .extracting(Event::cause)
                .containsExactly("Start took 5.0 s");
    }

    @Test
    void aSlowFailureIsBoth() {
        assertThat(after("aurae.pods.v0.PodService/Start", Status.Code.UNAVAILABLE, Duration.ofSeconds(5), ""))
                .extracting(Event::kind)
                .containsExactly(EventKind.REFUSED, EventKind.SLOW);
    }

    @Test
    void questionsAndWhatLastsAsLongAsTheCallerLikesAreNotSlow() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(after("aurae.cells.v0.CellService/List", Status.Code.OK, minute, ""))
                .isEmpty();
        assertThat(after("aurae.cells.v0.CellService/Exec", Status.Code.OK, minute, ""))
                .isEmpty();
        assertThat(after("aurae.pods.v0.PodService/Start", Status.Code.OK, Duration.ofMillis(10), ""))
                .isEmpty();
    }
}
