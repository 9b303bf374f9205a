// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TimesTest {
    @Test
    void aGraceThatTheLibraryWouldRefuseIsTheNearestItTakes() {
        assertThat(Times.grace(-1).getSeconds()).isZero();
        assertThat(Times.grace(7200).getSeconds()).isEqualTo(7200);
        assertThat(Times.grace(Long.MAX_VALUE).getSeconds()).isEqualTo(31_536_000);
    }
}
