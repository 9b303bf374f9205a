// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExclusiveTest {
    private final Exclusive<String> exclusive = new Exclusive<>();

    @Test
    void oneWorksOnAThingAndOthersOnOtherThings() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<String> second = new FutureTask<>(() -> {
            begun.countDown();
            try (Exclusive.Hold _ = exclusive.acquirePatiently("a")) {
                return "second";
            }
        });
        try (Exclusive.Hold _ = exclusive.acquire("a")) {
            Thread.ofVirtual().start(second);
            begun.await();
            try (Exclusive.Hold _ = exclusive.acquire("b")) {
                assertThat(second.isDone()).isFalse();
            }
        }

        assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo("second");
    }

    @Test
    void whoIsInterruptedWaitsNoLonger() throws Exception {
        Thread waiting;
        CountDownLatch told = new CountDownLatch(1);
        try (Exclusive.Hold _ = exclusive.acquire("a")) {
            waiting = Thread.ofVirtual().start(() -> {
                try (Exclusive.Hold _ = exclusive.acquire("a")) {
                    throw new AssertionError("held twice");
                } catch (InterruptedException e) {
                    told.countDown();
                }
            });
            waiting.interrupt();
            assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
        }
        exclusive.acquire("a").close();
    }
}
