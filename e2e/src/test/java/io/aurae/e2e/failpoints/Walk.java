// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.failpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Traces;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The lives of everything on one node, once undisturbed, then with a fault at a point. */
final class Walk {
    private final FailableDaemon daemon;
    /** What there is before each step and after the last one, by life. */
    private final Map<Life, List<View>> views = new HashMap<>();

    private final Map<String, Life> byPoint = new HashMap<>();

    Walk(FailableDaemon daemon) {
        this.daemon = daemon;
    }

    /** Lives each life once, and learns which points it reaches. */
    void learn() {
        Life.pull(daemon.client(), "busybox");
        for (Life life : Life.ALL) {
            daemon.clear();
            List<View> seen = new ArrayList<>(List.of(View.of(daemon.client())));
            for (Life.Step step : life.steps()) {
                step.call().accept(daemon.client());
                seen.add(View.of(daemon.client()));
            }
            views.put(life, seen);
            daemon.reached().forEach(point -> byPoint.putIfAbsent(point, life));
        }
    }

    Set<String> points() {
        return byPoint.keySet();
    }

    /** What a fault did. */
    record Outcome(String step, String said) {}

    /** Lives a life that reaches the point, which does this once; answers at which step, and what the caller was told. */
    Outcome disturb(String point, String action) {
        Life life = byPoint.get(point);
        assertThat(life).as("a life that reaches '%s'", point).isNotNull();
        daemon.clear();
        Set<String> clean = kept();
        daemon.set(point, action + ",1");
        List<View> seen = views.get(life);
        @Nullable Outcome outcome = null;
        for (int i = 0; i < life.steps().size(); i++) {
            Life.Step step = life.steps().get(i);
            Set<String> before = kept();
            try {
                step.call().accept(daemon.client());
            } catch (StatusRuntimeException e) {
                assertThat(outcome)
                        .as("failed a second time: %s: %s", step, e.getMessage())
                        .isNull();
                outcome = new Outcome(step.name(), requireClear(e, point, action));
                daemon.node().close(); // the next call connects anew, as a caller that comes later does
                requireWhole(step, seen.subList(i, i + 2), before);
                step.call().accept(daemon.client());
            }
            View expected = seen.get(i + 1);
            await().ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                    .untilAsserted(() -> assertThat(View.of(daemon.client()))
                            .as("after '%s'", step)
                            .isEqualTo(expected));
        }
        await().untilAsserted(() -> assertThat(kept()).as("left at the end").isSubsetOf(clean));
        if (outcome == null) {
            assertThat(action.equals("kill") || daemon.reached().contains(point))
                    .as("reached '%s'", point)
                    .isTrue();
            return new Outcome("", "nobody noticed");
        }
        return outcome;
    }

    /** Lives a life that reaches the point and waits there until somebody else has been served. */
    Outcome hang(String point) {
        Life life = byPoint.get(point);
        assertThat(life).as("a life that reaches '%s'", point).isNotNull();
        daemon.clear();
        daemon.set(point, "hang");
        List<View> seen = views.get(life);
        String where = "";
        for (int i = 0; i < life.steps().size(); i++) {
            Life.Step step = life.steps().get(i);
            Thread call = Thread.ofVirtual().start(() -> step.call().accept(daemon.client()));
            await().until(() -> !call.isAlive() || daemon.reached().contains(point));
            if (call.isAlive() && where.isEmpty()) {
                View.of(daemon.client());
                where = step.name();
                daemon.set(point, "off");
            }
            await().until(() -> !call.isAlive());
            View expected = seen.get(i + 1);
            await().ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                    .untilAsserted(() -> assertThat(View.of(daemon.client()))
                            .as("after '%s'", step)
                            .isEqualTo(expected));
        }
        return new Outcome(where, "others served, went on");
    }

    /** What there is on the machine, without what a thing that is there still keeps in its own directory. */
    private Set<String> kept() {
        Set<String> lines = new TreeSet<>(Traces.of(daemon.node()).unnumbered().found());
        lines.removeIf(line -> line.matches("file .*/run/(pods|instances|cells)/[^/]+/.*"));
        return lines;
    }

    private static String requireClear(StatusRuntimeException e, String point, String action) {
        Status status = e.getStatus();
        if (action.equals("kill")) {
            assertThat(status.getCode()).as(e.getMessage()).isEqualTo(Status.Code.UNAVAILABLE);
        } else {
            assertThat(status.getCode()).as(e.getMessage()).isEqualTo(Status.Code.INTERNAL);
            assertThat(e.getMessage()).contains("'" + point + "'");
        }
        return status.getCode().name();
    }

    /** What makes something made it wholly or not at all. */
    private void requireWhole(Life.Step step, List<View> either, Set<String> before) {
        if (!step.makes()) {
            return;
        }
        View now = View.of(daemon.client());
        assertThat(either).as("after '%s' failed", step).contains(now);
        if (now.equals(either.getFirst())) {
            await().untilAsserted(() ->
                    assertThat(kept()).as("left by '%s', which failed", step).isSubsetOf(before));
        }
    }
}
