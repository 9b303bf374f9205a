// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
    private static final String EXPECTED = " (expected: 1 to 63 of a-z, 0-9 and '-', no '-' at either end)";

    private static String message(String value) {
        return new BytesException("name '" + value + "'" + EXPECTED).getMessage();
    }

    @Test
    void whatCanBePrintedStaysAsItIs() {
        assertThat(message("käse '\"\\ 😀")).isEqualTo("name 'käse '\"\\ 😀'" + EXPECTED);
        assertThat(message("a".repeat(500))).contains("a".repeat(500));
    }

    @Test
    void whatATerminalObeysIsShownByItsNumber() {
        assertThat(message("a\n\u001b[31mb\0\u202e\u200b\ud800"))
                .isEqualTo("name 'a\\n\\u001b[31mb\\u0000\\u202e\\u200b\\ud800'" + EXPECTED);
    }

    @Test
    void aLongValueLosesItsEndAndTheExpectationStays() {
        assertThat(message("x".repeat(70_000)))
                .isEqualTo("name '" + "x".repeat(60) + "… (70000 characters)'" + EXPECTED);
    }

    @Test
    void aLongValueFullOfQuotesLosesItsMiddle() {
        assertThat(message("'x".repeat(70_000)))
                .hasSizeLessThan(1000)
                .startsWith("name ''x'x")
                .endsWith(EXPECTED);
    }
}
