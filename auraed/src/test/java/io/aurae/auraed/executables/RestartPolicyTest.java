// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.auraed.executables.RestartPolicy.Mode;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RestartPolicyTest {
    @Test
    void theWaitGrowsByTheFactorUpToItsLongest() {
        RestartPolicy policy = RestartPolicy.of(Mode.ALWAYS, 0);
        assertThat(IntStream.of(0, 1, 2, 8, 9, 1000).mapToObj(policy::delay))
                .containsExactly(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofMillis(51_200),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60));
    }

    @Test
    void onFailureGivesUpAfterItsRetriesAndAlwaysNever() {
        RestartPolicy three = RestartPolicy.of(Mode.ON_FAILURE, 3);
        assertThat(three.restarts(true, 2)).isTrue();
        assertThat(three.restarts(true, 3)).isFalse();
        assertThat(three.restarts(false, 0)).isFalse();
        assertThat(RestartPolicy.of(Mode.ON_FAILURE, 0).restarts(true, 1_000_000))
                .isTrue();
        assertThat(RestartPolicy.of(Mode.ALWAYS, 0).restarts(false, 1_000_000)).isTrue();
        assertThat(RestartPolicy.NEVER.restarts(true, 0)).isFalse();
    }

    @Test
    void numbersThatDoNotGoTogetherAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RestartPolicy(Mode.ALWAYS, 0, second, 0.5, second, second))
                .hasMessage("restart factor '0.5' (expected: 1 to 10)");
        assertThatThrownBy(() -> new RestartPolicy(Mode.ALWAYS, 0, second, Double.NaN, second, second))
                .hasMessageContaining("'NaN'");
        assertThatThrownBy(() -> new RestartPolicy(Mode.ALWAYS, 0, second, 2, Duration.ofMillis(10), second))
                .hasMessage("restart max_delay '10 ms' (expected: at least initial_delay, 1000 ms)");
        assertThatThrownBy(() -> RestartPolicy.of(Mode.ON_FAILURE, -1))
                .hasMessageContaining("max_retries '4294967295'");
    }
}
