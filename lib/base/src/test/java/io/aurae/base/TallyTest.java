// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Queue<Runnable> behind = new ArrayDeque<>();
    private final AtomicInteger disk = new AtomicInteger();
    private final Tally<Integer> tally = new Tally<>(behind::add, disk::incrementAndGet);

    @Test
    void nobodyWaitsForTheFirstCount() {
        assertThat(tally.latest()).isEmpty();
        assertThat(disk).hasValue(0);

        behind.remove().run();

        assertThat(tally.latest()).map(Tally.Counted::value).contains(1);
    }

    @Test
    void whatWasJustCountedIsNotCountedAgain() {
        tally.count();

        assertThat(tally.latest()).map(Tally.Counted::value).contains(1);
        assertThat(behind).isEmpty();
    }

    @Test
    void manyWhoAskHaveItCountedOnce() {
        tally.latest();
        tally.latest();

        assertThat(behind).hasSize(1);
    }

    @Test
    void aCountThatFailsIsTriedAgainForTheNextOneWhoAsks() {
        Tally<Integer> failing = new Tally<>(behind::add, () -> {
            throw new IllegalStateException("the disk does not let itself be read");
        });
        failing.latest();
        behind.remove().run();

        assertThat(failing.latest()).isEmpty();
        assertThat(behind).hasSize(1);
    }

    @Test
    void theCounterCountsOneAfterTheOther() throws InterruptedException {
        var counter = Tally.counter("test");
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            counter.execute(() -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                atOnce.decrementAndGet();
                done.countDown();
            });
        }

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
    }
}
