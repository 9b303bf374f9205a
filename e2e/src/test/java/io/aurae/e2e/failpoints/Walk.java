// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.failpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Traces;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lives of everything on one node, once undisturbed, then with a fault at each point. A life goes on from one point to the next: a call
 * that failed and left all as before is made again by whoever comes next to it.
 */
final class Walk {
    private static final Comparator<Place> BY_LIFE = Comparator.comparingInt(
                    (Place place) -> Life.ALL.indexOf(place.life()))
            .thenComparingInt(Place::index);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FailableDaemon daemon;
    /** What there is before each step and after the last one, by life. */
    private final Map<Life, List<View>> views = new HashMap<>();

    private final Map<String, Place> places = new HashMap<>();
    /** What is on the machine when nothing lives. */
    private Set<String> clean = Set.of();

    private @Nullable Life living;
    private int next;

    Walk(FailableDaemon daemon) {
        this.daemon = daemon;
    }

    /** The step that is the first to come by a point. */
    private record Place(Life life, int index) {
        Life.Step step() {
            return life.steps().get(index);
        }
    }

    /** What a fault did. */
    record Outcome(String step, String said) {}

    /** Lives each life once, and learns which step reaches which points. */
    void learn() {
        Life.pull(daemon.client(), "busybox");
        for (Life life : Life.ALL) {
            List<View> seen = new ArrayList<>(List.of(View.of(daemon.client())));
            for (int i = 0; i < life.steps().size(); i++) {
                daemon.clear();
                life.steps().get(i).call().accept(daemon.client());
                seen.add(View.of(daemon.client()));
                for (String point : daemon.reached()) {
                    places.putIfAbsent(point, new Place(life, i));
                }
            }
            views.put(life, seen);
        }
        clean = kept();
    }

    Set<String> points() {
        return places.keySet();
    }

    /**
     * Points in an order in which few lives are lived: what makes something can fail at each of its points in one life, what ends something
     * at one.
     */
    List<String> inOrder(List<String> points) {
        List<String> left = new ArrayList<>(points);
        left.sort(Comparator.comparing(places::get, Comparator.nullsFirst(BY_LIFE)));
        List<String> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            Set<Place> ended = new HashSet<>();
            left.stream()
                    .filter(point -> lastsIn(places.get(point)) || ended.add(places.get(point)))
                    .forEach(ordered::add);
            left.removeAll(ordered);
        }
        return ordered;
    }

    private static boolean lastsIn(@Nullable Place place) {
        return place == null || place.step().makes();
    }

    /** Makes the step that reaches the point while that does this once; answers which step, and what the caller was told. */
    Outcome disturb(String point, String action) {
        Place place = come(point);
        Life.Step step = place.step();
        List<View> seen = views.get(place.life());
        Set<String> before = kept();
        KernelProcess victim = daemon.process();
        daemon.set(point, action + ",1");
        try {
            step.call().accept(daemon.client());
        } catch (StatusRuntimeException e) {
            daemon.node().close(); // the next call connects anew, as a caller that comes later does
            requireDeath(victim, point, action);
            String said = requireClear(e, point, action);
            if (step.makes()) {
                requireWhole(place, before);
            } else {
                step.call().accept(daemon.client());
                next++;
                awaitView(step, seen.get(next));
            }
            return new Outcome(step.name(), said);
        }
        next++;
        awaitView(step, seen.get(next));
        requireDeath(victim, point, action);
        assertThat(action.equals("kill") || daemon.reached().contains(point))
                .as("reached '%s'", point)
                .isTrue();
        return new Outcome(step.name(), "nobody noticed");
    }

    /** One that a point kills is dead, also where its caller was answered before; else the point was not reached. */
    private static void requireDeath(KernelProcess victim, String point, String action) {
        if (action.equals("kill")) {
            await().alias("the daemon dies at '" + point + "'").until(() -> !victim.isAlive());
        }
    }

    /** Makes the step that reaches the point, and has it wait there until somebody else was served. */
    Outcome hang(String point) throws Exception {
        Place place = come(point);
        Life.Step step = place.step();
        daemon.set(point, "hang");
        FutureTask<Void> call = new FutureTask<>(() -> step.call().accept(daemon.client()), null);
        Thread.ofVirtual().name("call").start(call);
        await().alias("'" + step.name() + "' comes by '" + point + "'")
                .until(() -> daemon.reached().contains(point));
        View.of(daemon.client());
        daemon.set(point, "off");
        call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        next++;
        awaitView(step, views.get(place.life()).get(next));
        return new Outcome(step.name(), "others are served, it goes on");
    }

    /** Lives on, or anew, until the step is next that reaches the point. */
    private Place come(String point) {
        Place place = places.get(point);
        assertThat(place).as("a step that reaches '%s'", point).isNotNull();
        daemon.clear();
        if (!place.life().equals(living) || next > place.index()) {
            end();
            living = place.life();
        }
        liveUpTo(place.index());
        return place;
    }

    private void liveUpTo(int index) {
        Life life = living;
        while (life != null && next < index) {
            Life.Step step = life.steps().get(next);
            step.call().accept(daemon.client());
            next++;
            awaitView(step, views.get(life).get(next));
        }
    }

    /** Brings the life that is under way to its end, which leaves nothing. */
    void end() {
        Life life = living;
        if (life != null) {
            liveUpTo(life.steps().size());
        }
        forget();
        await().untilAsserted(() -> assertThat(kept()).as("left at the end").isSubsetOf(clean));
    }

    /** Begins anew: everything was freed. */
    void forget() {
        living = null;
        next = 0;
    }

    private void awaitView(Life.Step step, View expected) {
        await().ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .untilAsserted(() -> assertThat(View.of(daemon.client()))
                        .as("after '%s'", step)
                        .isEqualTo(expected));
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
    private void requireWhole(Place place, Set<String> before) {
        List<View> either = views.get(place.life()).subList(place.index(), place.index() + 2);
        View now = View.of(daemon.client());
        assertThat(either).as("after '%s' failed", place.step()).contains(now);
        if (now.equals(either.getFirst())) {
            await().untilAsserted(() -> assertThat(kept())
                    .as("left by '%s', which failed", place.step())
                    .isSubsetOf(before));
        } else {
            place.step().call().accept(daemon.client());
            next++;
        }
    }
}
