// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClaimsTest {
    private final Claims claims = new Claims();

    private Thread taker(String name, CountDownLatch taken) {
        return Thread.ofPlatform().daemon().start(() -> {
            try (Claims.Claim _ = claims.take(new ResourceName(name))) {
                taken.countDown();
            }
        });
    }

    @ParameterizedTest(name = "{1} waits for {0}")
    @CsvSource({"web, web", "web, web/a", "web/a, web", "web/a/b, web"})
    void whatLiesInOneAnotherIsChangedOneAfterTheOther(String held, String wanted) throws InterruptedException {
        CountDownLatch taken = new CountDownLatch(1);
        Thread taker;
        try (Claims.Claim _ = claims.take(new ResourceName(held))) {
            taker = taker(wanted, taken);
            await().until(() -> taker.getState() == Thread.State.WAITING);
            assertThat(taken.getCount()).isEqualTo(1);
        }
        taker.join();
        assertThat(taken.getCount()).isZero();
    }

    @ParameterizedTest(name = "{1} does not wait for {0}")
    @CsvSource({"web, web-0", "web/a, web/b", "web/a, other"})
    void anythingElseIsChangedAtTheSameTime(String held, String wanted) throws InterruptedException {
        try (Claims.Claim _ = claims.take(new ResourceName(held))) {
            taker(wanted, new CountDownLatch(1)).join();
        }
    }

    @Test
    void whoIsInterruptedHasNothing() throws InterruptedException {
        ResourceName web = new ResourceName("web");
        try (Claims.Claim _ = claims.take(web)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> claims.take(web))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("'web'");
            assertThat(Thread.interrupted()).isTrue();
        }
        taker("web", new CountDownLatch(1)).join();
    }
}
