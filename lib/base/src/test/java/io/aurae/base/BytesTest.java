// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "17, 17",
        "17b, 17",
        "1k, 1024",
        "512m, 536870912",
        "1GiB, 1073741824",
        "1.5gi, 1610612736",
        "64 KB, 65536",
        "' 2T ', 2199023255552",
        "7e, 8070450532247928832",
        "9223372036854775807, 9223372036854775807"
    })
    void anAmountWithAUnitIsRead(String text, long count) {
        assertThat(Bytes.parse(text)).isEqualTo(new Bytes(count));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "m",
                "-1",
                "1x",
                "1kbb",
                "1 2",
                "0.3",
                "8e",
                "9223372036854775808",
                "1e6",
                "NaN",
                "0x10",
                "1٣"
            })
    void whatIsNoAmountIsRefusedWithItsText(String text) {
        assertThatExceptionOfType(BytesException.class)
                .isThrownBy(() -> Bytes.parse(text))
                .withMessageStartingWith("amount '" + text + "' is not readable (expected: ")
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT));
    }

    @Test
    void aNegativeCountIsRefused() {
        assertThatExceptionOfType(BytesException.class)
                .isThrownBy(() -> new Bytes(-1))
                .withMessage("amount '-1' is negative (expected: 0 or more bytes)");
    }

    @ParameterizedTest
    @CsvSource({"0, 0B", "1023, 1023B", "1024, 1KiB", "1536, 1536B", "536870912, 512MiB", "1152921504606846976, 1EiB"})
    void theTextUsesTheLargestWholeUnitAndReadsBack(long count, String text) {
        assertThat(new Bytes(count)).hasToString(text);
        assertThat(Bytes.parse(text)).isEqualTo(new Bytes(count));
    }
}
