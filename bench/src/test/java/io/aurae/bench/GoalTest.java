// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.bench.Goal.AtMost;
import io.aurae.bench.Goal.Comparison;
import io.aurae.bench.Goal.Share;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoalTest {
    @Test
    void anAmountIsMetAtItsLimit() {
        assertThat(new AtMost(2).judge(Map.of("ours", 2.0))).isEqualTo(Verdict.MET);
        assertThat(new AtMost(2).judge(Map.of("ours", 2.01))).isEqualTo(Verdict.MISSED);
    }

    @Test
    void fasterMeansFasterThanThePeer() {
        Goal faster = new Share("runc", Comparison.BELOW, 1);
        assertThat(faster.judge(Map.of("ours", 89.9, "containerd+runc", 90.0))).isEqualTo(Verdict.MET);
        assertThat(faster.judge(Map.of("ours", 90.0, "containerd+runc", 90.0))).isEqualTo(Verdict.MISSED);
    }

    @Test
    void theFastestPeerWithTheRuntimeCounts() {
        Goal share = new Share("runc", Comparison.AT_MOST, 0.5);
        Map<String, Double> values =
                Map.of("ours", 50.0, "containerd+runc", 100.0, "other+runc", 99.0, "containerd+crun", 10.0);
        assertThat(share.judge(values)).isEqualTo(Verdict.MISSED);
    }

    @Test
    void whatWasNotMeasuredIsLeftOpen() {
        Goal share = new Share("crun", Comparison.AT_MOST, 0.6);
        assertThat(share.judge(Map.of("ours", 1.0, "containerd+runc", 2.0))).isEqualTo(Verdict.OPEN);
        assertThat(share.judge(Map.of("containerd+crun", 2.0))).isEqualTo(Verdict.OPEN);
        assertThat(new AtMost(1).judge(Map.of())).isEqualTo(Verdict.OPEN);
    }

    @Test
    void oneMissedGoalDecides() {
        assertThat(Verdict.all(List.of(Verdict.MET, Verdict.MISSED, Verdict.OPEN)))
                .isEqualTo(Verdict.MISSED);
        assertThat(Verdict.all(List.of(Verdict.OPEN, Verdict.MET))).isEqualTo(Verdict.MET);
        assertThat(Verdict.all(List.of())).isEqualTo(Verdict.OPEN);
    }

    @Test
    void goalsReadLikeATable() {
        assertThat(Figure.text(List.of(new Share("runc", Comparison.BELOW, 1), new AtMost(1.2))))
                .isEqualTo("< 1x runc, <= 1.2");
        assertThat(Figure.text(List.of())).isEqualTo("-");
    }
}
