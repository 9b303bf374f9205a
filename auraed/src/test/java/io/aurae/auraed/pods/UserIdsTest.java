// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.auraed.resource.ResourceName;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.linux.IdMap;
import io.aurae.linux.IdMap.Run;
import io.aurae.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserIdsTest {
    private static final long FIRST = 200_000;
    private static final PodUsers CHOSEN = new PodUsers(null);

    @TempDir
    Path directory;

    private UserIds ids;

    @BeforeEach
    void open() {
        ids = ids(Optional.of(new Run(FIRST, 3 * PodUsers.LENGTH + 5))); // room for three, and a bit that is of no use
    }

    private UserIds ids(Optional<Run> range) {
        return new UserIds(Linux.load(), Path.of("/none"), directory, range);
    }

    @Test
    void noTwoPodsHaveTheSameAndOneThatIsFreeIsTakenAgain() {
        assertThat(taken("a")).isEqualTo(FIRST);
        assertThat(taken("b")).isEqualTo(FIRST + PodUsers.LENGTH);
        assertThat(taken("c")).isEqualTo(FIRST + 2 * PodUsers.LENGTH);
        assertThatThrownBy(() -> taken("d"))
                .hasMessageContaining("pod 'd' asks for ids of its own, and all 3 runs")
                .extracting(e -> ((AuraeException) e).code())
                .isEqualTo(FaultCode.RESOURCE_EXHAUSTED);

        ids.release(name("b"));
        ids.release(name("b"));
        assertThat(taken("d")).isEqualTo(FIRST + PodUsers.LENGTH);
    }

    @Test
    void whatIsGivenIsNotChosenNorWhatAnEarlierDaemonGave() {
        IdMap given = new IdMap(new Run(FIRST + 7, 1), new Run(FIRST + PodUsers.LENGTH + 9, 2));
        assertThat(ids.take(name("given"), new PodUsers(given))).isEqualTo(given);
        assertThat(ids.take(name("same"), new PodUsers(given))).isEqualTo(given);

        assertThat(taken("a")).isEqualTo(FIRST + 2 * PodUsers.LENGTH);
        UserIds next = ids(Optional.of(new Run(FIRST, 3 * PodUsers.LENGTH)));
        Run kept = new Run(FIRST, PodUsers.LENGTH);
        next.keep(name("kept"), new IdMap(kept, kept));
        next.keep(name("none"), null);
        assertThat(Objects.requireNonNull(next.take(name("b"), CHOSEN)).users().first())
                .isEqualTo(FIRST + PodUsers.LENGTH);
    }

    @Test
    void theIdsOfAPodWhoseRecordIsLostAreNotGivenToAnother() throws IOException {
        Path pins = Files.createDirectories(directory.resolve("lost"));
        UserIds.note(pins, new IdMap(new Run(FIRST, PodUsers.LENGTH), new Run(FIRST + PodUsers.LENGTH, 1)));
        Files.createDirectory(directory.resolve("half-made"));

        assertThat(taken("a")).isEqualTo(FIRST + 2 * PodUsers.LENGTH);
        Files.delete(pins.resolve("ids"));
        assertThat(taken("b")).isEqualTo(FIRST);
    }

    @Test
    void whoAsksForNoneGetsNoneAndWhereNoneAreChosenThatIsSaid() {
        assertThat(ids.take(name("a"), null)).isNull();
        assertThatThrownBy(() -> ids(Optional.empty()).take(name("a"), CHOSEN))
                .hasMessageContaining("(expected: ids that are given)");
    }

    private long taken(String pod) {
        return Objects.requireNonNull(ids.take(name(pod), CHOSEN)).users().first();
    }

    private static ResourceName name(String pod) {
        return ResourceName.top(pod);
    }
}
