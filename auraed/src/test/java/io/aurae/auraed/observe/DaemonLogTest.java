// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DaemonLogTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final DaemonLog log = new DaemonLog();

    @Test
    void handsOutLinesFromAnyPlaceThatIsKept() throws InterruptedException {
        log.append(Instant.EPOCH, "a", "one\ntwo");
        long seen = log.last();
        log.append(Instant.EPOCH, "b", "three");
        assertThat(log.await(log.beforeFirst(), 10, SOON))
                .extracting(LogLine::text)
                .containsExactly("one", "two", "three");
        assertThat(log.await(seen, 10, SOON)).extracting(LogLine::channel).containsExactly("b");
        assertThat(log.await(0, 1, SOON)).extracting(LogLine::text).containsExactly("one");
    }

    @Test
    void keepsABoundedNumberOfLinesAndCharacters() {
        for (int number = 0; number < 3 * DaemonLog.LINES_MAX; number++) {
            log.append(Instant.EPOCH, "a", "line");
        }
        assertThat(log.last() - log.beforeFirst()).isEqualTo(DaemonLog.LINES_MAX);
        for (int number = 0; number < 200; number++) {
            log.append(Instant.EPOCH, "a", "x".repeat(100_000));
        }
        assertThat((log.last() - log.beforeFirst()) * DaemonLog.LINE_LENGTH_MAX)
                .isLessThanOrEqualTo(DaemonLog.CHARACTERS_MAX);
    }
}
