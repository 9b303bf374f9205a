// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EndCauseTest {
    @Test
    void saysHowAProcessEnded() {
        assertThat(EndCause.of(0, false, false, "")).isEqualTo("exit code 0");
        assertThat(EndCause.of(143, false, true, ""))
                .isEqualTo("exit code 143, as of SIGTERM, after it was asked to end");
        assertThat(EndCause.of(137, true, false, ""))
                .isEqualTo("exit code 137, as of SIGKILL: the kernel ended a process for want of memory");
        assertThat(EndCause.of(255, false, false, "its monitor is gone"))
                .isEqualTo("exit code 255: its monitor is gone");
    }
}
