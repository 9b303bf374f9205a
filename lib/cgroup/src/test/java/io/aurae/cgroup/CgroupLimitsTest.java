// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupLimitsTest {
    private static final OptionalLong NONE = OptionalLong.empty();

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 10_001, Long.MAX_VALUE})
    void aWeightOutOfRangeIsRefused(long weight) {
        assertThatThrownBy(() -> new CgroupLimits.Cpu(OptionalLong.of(weight), NONE, NONE))
                .hasMessage("cpu weight '" + weight + "' is refused (expected: 1 to 10000)");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 999})
    void aQuotaOutOfRangeIsRefused(long quota) {
        assertThatThrownBy(() -> new CgroupLimits.Cpu(NONE, OptionalLong.of(quota), NONE))
                .hasMessageContaining("'" + quota + "'");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 999, 1_000_001})
    void aPeriodOutOfRangeIsRefused(long period) {
        assertThatThrownBy(() -> new CgroupLimits.Cpu(NONE, NONE, OptionalLong.of(period)))
                .hasMessageContaining("'" + period + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "0-", "-1", "0,", "0;1", "0\n1", "0-1-2"})
    void aListInAnotherFormIsRefused(String list) {
        assertThatThrownBy(() -> new CgroupLimits.Cpuset(Optional.of(list), Optional.empty()))
                .hasMessage("cpuset cpus '" + list + "' is refused (expected: a list such as 0-2,7)");
        assertThatThrownBy(() -> new CgroupLimits.Cpuset(Optional.empty(), Optional.of(list)))
                .hasMessageContaining("cpuset mems");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0-3", "0,2,4-7", "1023"})
    void aListOfTheKernelsFormIsTaken(String list) {
        assertThat(new CgroupLimits.Cpuset(Optional.of(list), Optional.empty()).cpus())
                .hasValue(list);
    }
}
