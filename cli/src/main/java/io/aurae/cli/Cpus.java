// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.CpuController;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** An amount of CPU time, as {@code --cpus} takes it: {@code 0.5} is half of one processor. */
record Cpus(long quotaMicros) {
    static final long PERIOD_MICROS = 100_000;
    private static final Pattern FORM = Pattern.compile("[0-9]{1,4}(?:\\.[0-9]{1,3})?");

    /** Reads a decimal number from 0.01 to 9999; throws {@link CliException} when it is something else. */
    static Cpus parse(String text) {
        long quota = FORM.matcher(text).matches()
                ? new BigDecimal(text)
                        .multiply(BigDecimal.valueOf(PERIOD_MICROS))
                        .longValue()
                : 0;
        if (quota < 1000) {
            throw CliException.invalid("cpus '" + text
                    + "' is not readable (expected: a number of processors, 0.01 to 9999, such as 1.5)");
        }
        return new Cpus(quota);
    }

    CpuController controller() {
        return CpuController.newBuilder()
                .setMax(quotaMicros)
                .setPeriod(PERIOD_MICROS)
                .build();
    }
}
