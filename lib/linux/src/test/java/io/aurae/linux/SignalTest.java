// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.FaultCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    @ParameterizedTest
    @CsvSource({
        "TERM,15",
        "SIGTERM,15",
        "sigkill,9",
        "15,15",
        "SYS,31",
        "RTMIN,34",
        "SIGRTMIN+3,37",
        "RTMAX-1,63",
        "64,64"
    })
    void namesAndNumbersAreRead(String text, int number) {
        assertThat(Signal.parse(text)).isEqualTo(new Signal(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "SIG", "FOO", "0", "65", "-1", "RTMIN+31", "RTMIN-1", "RTMAX+1", "RTMIN+x", "99999999999"})
    void anythingElseIsRefusedWithItsText(String text) {
        assertThatThrownBy(() -> Signal.parse(text))
                .isInstanceOfSatisfying(
                        SignalException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT))
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void everyNameReadsBackAsItsSignal() {
        for (int number = 1; number <= 64; number++) {
            Signal signal = new Signal(number);
            assertThat(Signal.parse(signal.name())).isEqualTo(signal);
        }
    }
}
