// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventsTest {
    private static final Resource WEB = Resource.executable("web", "main");
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void setUp() {
        file = directory.resolve("events");
    }

    @Test
    void remembersWhatHappenedToEachResource() {
        Events events = Events.open(file);
        events.record(Resource.cell("web"), EventKind.ALLOCATED, "");
        events.record(WEB, EventKind.EXITED, "spiffe://a/user/b", "exit code 3");
        assertThat(events.select(event -> event.resource().isWithin("web")))
                .extracting(Event::kind, Event::cause, Event::caller)
                .containsExactly(
                        tuple(EventKind.ALLOCATED, "", ""),
                        tuple(EventKind.EXITED, "exit code 3", "spiffe://a/user/b"));
        assertThat(events.select(event -> event.resource().isWithin("we"))).isEmpty();
    }

    @Test
    void aLaterDaemonRemembersAllOfIt() {
        Events first = Events.open(file);
        first.record(WEB, EventKind.REFUSED, "a\tb\nc\\d\r'ü'");
        List<Event> before = first.select(_ -> true);
        Events second = Events.open(file); // without closing the first: it was killed
        assertThat(second.select(_ -> true)).isEqualTo(before);
        second.record(WEB, EventKind.STARTED, "");
        assertThat(second.select(_ -> true)).extracting(Event::id).containsExactly(1L, 2L);
    }

    @Test
    void aFileCutAtAnyByteLosesOnlyWhatWasCut() throws IOException {
        Events whole = Events.open(file);
        for (int number = 1; number <= 6; number++) {
            whole.record(WEB, EventKind.STARTED, "numéro " + number);
        }
        List<Event> all = whole.select(_ -> true);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length <= bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            Events cut = Events.open(file);
            List<Event> left = cut.select(_ -> true);
            assertThat(left).as("cut at %s", length).isEqualTo(all.subList(0, left.size()));
            assertThat(left.size()).isGreaterThanOrEqualTo(wholeLines(bytes, length) - 1);
            cut.record(WEB, EventKind.EXITED, "after");
            cut.close();
            assertThat(Events.open(file).select(_ -> true))
                    .as("cut at %s", length)
                    .isEqualTo(cut.select(_ -> true));
        }
    }

    private static int wholeLines(byte[] bytes, int length) {
        int count = 0;
        for (int index = 0; index < length; index++) {
            count += bytes[index] == '\n' ? 1 : 0;
        }
        return count;
    }

    @Test
    void aFileThatCannotBeWrittenHarmsNobody() throws IOException {
        Files.createDirectory(file);
        Events events = Events.open(file);
        events.record(WEB, EventKind.STARTED, "");
        assertThat(events.select(_ -> true)).hasSize(1);
    }

    @Test
    void ordersEventsWhateverTheClockDoes() {
        SteppedClock clock = new SteppedClock();
        Events events = Events.open(file, clock, 1 << 20);
        events.record(WEB, EventKind.STARTED, "first");
        clock.now = clock.now.minus(Duration.ofDays(400));
        events.record(WEB, EventKind.EXITED, "second");
        clock.now = clock.now.plus(Duration.ofDays(9000));
        events.record(WEB, EventKind.FREED, "third");
        assertThat(Events.open(file).select(_ -> true))
                .extracting(Event::cause)
                .containsExactly("first", "second", "third");
    }

    @Test
    void keepsTheFileAndTheMemoryBounded() throws Exception {
        Events events = Events.open(file, Clock.systemUTC(), 200_000);
        events.record(Resource.pod("old"), EventKind.STARTED, "long ago");
        for (int number = 0; number < 30_000; number++) {
            events.record(Resource.cell("c" + number % 100), EventKind.UPDATED, "number " + number);
        }
        assertThat(events.select(_ -> true)).hasSizeLessThan(History.RECENT_MAX + 100 * History.PER_RESOURCE_MAX + 2);
        Instant deadline = Instant.now().plus(SOON);
        while (Files.size(file) > 4_000_000 && Instant.now().isBefore(deadline)) {
            events.record(Resource.cell("c"), EventKind.UPDATED, "");
        }
        assertThat(Files.size(file)).isLessThan(4_000_000);
        assertThat(Events.open(file).select(event -> event.resource().path().equals("old")))
                .extracting(Event::cause)
                .containsExactly("long ago");
    }

    @Test
    void whoAsksForWhatIsNotThereMakesNobodyForgotten() {
        Events events = Events.open(file);
        events.record(Resource.pod("old"), EventKind.STARTED, "long ago");
        for (int number = 0; number < History.TOTAL_MAX + 5_000; number++) {
            events.record(Resource.cell("no-" + number), EventKind.REFUSED, "not found");
        }
        assertThat(events.select(event -> event.resource().path().equals("old")))
                .hasSize(1);
    }

    @Test
    void aWatcherGoesOnWhereItWas() throws InterruptedException {
        Events events = Events.open(file);
        events.record(WEB, EventKind.STARTED, "seen");
        Cursor cursor = Cursor.parse(events.now().token());
        Events later = Events.open(file);
        later.record(WEB, EventKind.EXITED, "missed");
        assertThat(later.await(later.resume(cursor).id(), 10, SOON))
                .extracting(Event::cause)
                .containsExactly("missed");
    }

    @Test
    void aWatcherIsToldOfWhatWasLost() throws IOException {
        Events events = Events.open(file);
        byte[] before = Files.readAllBytes(file);
        events.record(WEB, EventKind.STARTED, "seen, then lost");
        Cursor cursor = events.now();
        Files.write(file, before);
        Events later = Events.open(file);
        later.record(WEB, EventKind.EXITED, "another with the same id");
        assertThatThrownBy(() -> later.resume(cursor)).isInstanceOf(EventException.UnknownCursor.class);
        assertThatThrownBy(() -> later.resume(new Cursor("0123456789abcdef", 1)))
                .hasMessageContaining("'0123456789abcdef-1'");
    }

    @Test
    void aWatcherTooFarBehindIsToldSo() {
        Events events = Events.open(file);
        for (int number = 0; number < History.RECENT_MAX + 2; number++) {
            events.record(WEB, EventKind.UPDATED, "");
        }
        String epoch = events.now().epoch();
        assertThatThrownBy(() -> events.resume(new Cursor(epoch, 1))).isInstanceOf(EventException.Forgotten.class);
        assertThat(events.keepsAllAfter(1)).isFalse();
        assertThat(events.keepsAllAfter(2)).isTrue();
    }

    private static final class SteppedClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00.5Z");

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
