// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CpuRatesTest {
    private final AtomicLong clock = new AtomicLong(-7);
    private final CpuRates rates = new CpuRates(clock::get);

    @Test
    void oneReadingIsNoRate() {
        assertThat(rates.nanoCores("/web", 5_000)).isEmpty();
    }

    @Test
    void aRateIsWhatWasUsedSinceTheReadingBefore() {
        rates.nanoCores("/web", 0);
        pass(Duration.ofSeconds(2));

        assertThat(rates.nanoCores("/web", 1_000_000_000)).hasValue(500_000_000);
        assertThat(rates.nanoCores("/other", 9)).isEmpty();
    }

    @Test
    void whoAsksAtShortIntervalsIsToldOfALongerOne() {
        rates.nanoCores("/web", 0);
        pass(Duration.ofMillis(900));
        assertThat(rates.nanoCores("/web", 900_000_000)).isEmpty();
        pass(Duration.ofMillis(100));
        assertThat(rates.nanoCores("/web", 900_000_000)).hasValue(900_000_000);
        pass(Duration.ofMillis(800));
        assertThat(rates.nanoCores("/web", 900_000_000)).hasValue(500_000_000);
    }

    @Test
    void anotherGroupOfTheSameNameBeginsAnew() {
        rates.nanoCores("/web", 1_000);
        pass(Duration.ofSeconds(2));

        assertThat(rates.nanoCores("/web", 10)).isEmpty();
    }

    @Test
    void aReadingOfLongAgoIsNotComparedWith() {
        rates.nanoCores("/web", 0);
        pass(Duration.ofMinutes(2));

        assertThat(rates.nanoCores("/web", 10)).isEmpty();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
