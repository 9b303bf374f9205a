// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.aurae.proto.events.v0.Event;
import io.aurae.proto.events.v0.EventKind;
import io.aurae.proto.events.v0.ResourceType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource(textBlock = """
            EVENT_KIND_EXITED,          exit code 3,              see what it wrote last: aurae logs --tail 20 web
            EVENT_KIND_EXITED,          exit code 0,              it had done its work
            EVENT_KIND_EXITED,          exit code 127,            a program it wanted to run is not there: aurae logs --tail 20 web
            EVENT_KIND_OUT_OF_MEMORY,   exit code 137,            'give it more memory, or see what it did last: aurae logs --tail 20 web'
            EVENT_KIND_REFUSED,         no such program,          'what was refused, and what is expected, stands above; correct the call and repeat it'
            """)
    void tellsWhatMadeItSoAndWhatToDo(EventKind kind, String cause, String hint) {
        List<Event> events = List.of(event(EventKind.EVENT_KIND_STARTED, ""), event(kind, cause));
        Story story = Story.of("web", List.of(), events, NOW);
        assertThat(story.hint()).isEqualTo(hint);
        assertThat(story.text("web"))
                .startsWith("web: not there now\nwhy: executable web/main ")
                .contains(cause + ", by user/root at 2026-11-22T11:59:00Z\n")
                .contains("what happened:\n  2026-11-22T11:59:00Z  executable web/main  started, by user/root\n");
    }

    @ParameterizedTest
    @CsvSource({
        "90s, 2026-11-22T11:58:30Z",
        "10m, 2026-11-22T11:50:00Z",
        "2h, 2026-11-22T10:00:00Z",
        "1d, 2026-11-21T12:00:00Z",
        "2026-11-22T13:00:00+02:00, 2026-11-22T11:00:00Z"
    })
    void readsMoments(String text, Instant expected) {
        assertThat(Since.parse(text, NOW).at()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "10w", "-5m", "yesterday", "2026-11-22"})
    void refusesWhatIsNoMoment(String text) {
        assertThatThrownBy(() -> Since.parse(text, NOW)).hasMessageContaining("'" + text + "'");
    }

    @Test
    void tellsImagesFromNames() {
        assertThat(Happenings.filter("docker.io/library/nginx:latest").getImage())
                .isEqualTo("docker.io/library/nginx:latest");
        assertThat(Happenings.filter("web/nginx:nginx").getPath()).isEqualTo("web/nginx/nginx");
    }

    private static Event event(EventKind kind, String cause) {
        return Event.newBuilder()
                .setKind(kind)
                .setCause(cause)
                .setResourceType(ResourceType.RESOURCE_TYPE_EXECUTABLE)
                .setPath("web/main")
                .setCaller("spiffe://aurae.local/user/root")
                .setAt(Timestamp.newBuilder().setSeconds(NOW.minusSeconds(60).getEpochSecond()))
                .build();
    }
}
