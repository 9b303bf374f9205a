// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailpointTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "off"})
    void nothingCanBeSwitchedOnInAProcessThatWasNotStartedForIt(String property) {
        assertThat(Failpoints.of(property)).isEmpty();
    }

    @Test
    void aProgramThatIsNotTestedPassesItsPointsAndRefusesToSwitchThem() {
        assertThatCode(() -> Failpoint.reach("a.b.c")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Failpoint.arm("a.b.c", "fail"))
                .isInstanceOf(FailpointException.class)
                .hasMessageContaining("failpoints are off in this process");
    }

    @Test
    void aPointFailsAsOftenAsItIsToldTo() {
        Failpoints points = Failpoints.of("a.b.c=fail,2").orElseThrow();
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> points.reach("a.b.c")).hasMessageContaining("'a.b.c'");
        }
        points.reach("a.b.c");
        points.reach("a.b.d");
        assertThat(points.reached()).containsExactlyInAnyOrder("a.b.c", "a.b.d");
        assertThat(points.armed()).isEmpty();
    }

    @Test
    void whatIsSwitchedOnCanBeReadAndSwitchedOff() {
        Failpoints points = Failpoints.of("a=kill;b=delay:7,3").orElseThrow();
        assertThat(points.armed()).isEqualTo(Map.of("a", "kill", "b", "delay:7,3"));
        points.arm("a", "off");
        points.reach("a");
        points.clear();
        assertThat(points.armed()).isEmpty();
        assertThat(points.reached()).isEmpty();
    }

    @Test
    void whoHangsIsLetGoWhenThePointIsSwitchedOff() throws InterruptedException {
        Failpoints points = Failpoints.of("on").orElseThrow();
        points.arm("a", "hang");
        CountDownLatch passed = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            points.reach("a");
            passed.countDown();
        });
        while (points.reached().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(passed.getCount()).isOne();
        points.arm("a", "off");
        assertThat(passed.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "explode", "fail,", "fail,0", "fail,-1", "fail,x", "delay", "delay:", "delay:x"})
    void anotherActionIsRefused(String action) {
        Failpoints points = Failpoints.of("on").orElseThrow();
        assertThatThrownBy(() -> points.arm("a", action))
                .isInstanceOf(FailpointException.class)
                .hasMessageContaining("'" + action + "'");
    }

    @Test
    void aPropertyThatAssignsNothingIsRefused() {
        assertThatThrownBy(() -> Failpoints.of("cell.allocate.cgroup"))
                .isInstanceOf(FailpointException.class)
                .hasMessageContaining("'cell.allocate.cgroup'");
    }
}
