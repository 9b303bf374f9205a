// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WaitsTest {
    private static void await(String what, int millis) {
        try (Waits.Wait _ = Waits.on(what)) {
            long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }
    }

    @Test
    void theLongestIsToldFirstAndWhatIsShortNotAtAll() {
        Waits waits = new Waits();
        waits.during(() -> {
            await("a short thing", 1);
            await("crun create", 120);
            await("a plugin", 150);
            await("a plugin", 150);
        });
        assertThat(waits.text()).matches("[0-9.]+ s for a plugin, [0-9.]+ s for crun create");
    }

    @Test
    void threadsThatAreStartedOnTheWayCountAndOthersDoNot() throws InterruptedException {
        Waits waits = new Waits();
        Thread[] threads = new Thread[1];
        waits.during(() -> threads[0] = Thread.ofVirtual().start(() -> await("another thread", 150)));
        await("nobody's thread", 150);
        threads[0].join();
        assertThat(waits.text()).contains("another thread").doesNotContain("nobody");
    }

    @Test
    void onlySoManyThingsAreKept() {
        Waits waits = new Waits();
        waits.during(() -> IntStream.range(0, 100).forEach(number -> await("thing " + number, 0)));
        waits.during(() -> await("late", 150));
        assertThat(waits.text()).isEmpty();
    }
}
