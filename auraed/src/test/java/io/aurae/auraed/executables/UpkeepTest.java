// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.auraed.executables.RestartPolicy.Mode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UpkeepTest {
    @Test
    void whatIsRestartedProbedOrBoundToAnotherNeedsADaemonThatIsAwake() {
        assertThat(Upkeep.STANDARD.needsCare()).isFalse();
        assertThat(Upkeep.STANDARD.with(RestartPolicy.of(Mode.ALWAYS, 0)).needsCare())
                .isTrue();
        assertThat(Upkeep.STANDARD.with(RestartPolicy.of(Mode.ON_FAILURE, 3)).needsCare())
                .isTrue();
        Dependency other =
                new Dependency(new ExecutableName("other"), Dependency.Condition.STARTED, Duration.ofSeconds(1));
        assertThat(Upkeep.STANDARD.with(new Order(List.of(), List.of(other))).needsCare())
                .isTrue();
        assertThat(Upkeep.STANDARD.with(new Order(List.of(other), List.of())).needsCare())
                .isFalse();
    }
}
