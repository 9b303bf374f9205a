// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.Health.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks an executable how it is while a run of it lasts: the startup probe first, then liveness and readiness at the same time. A virtual
 * thread for each probe waits from one question to the next; there is none where there is no probe. Who is frozen is not asked, and what he
 * did not answer because he was frozen meanwhile does not count.
 */
final class Prober {
    private static final Duration FROZEN_LOOK = Duration.ofSeconds(1);

    private final Container container;
    private final Surroundings surroundings;
    private final Life life;
    private final Probes probes;

    Prober(Container container, Life life) {
        this.container = container;
        this.surroundings = container.surroundings();
        this.life = life;
        this.probes = life.spec().upkeep().probes();
    }

    /** Asks until the run has ended, or this daemon ends. {@code end} is told when the run is to end, and why. */
    void watch(Running running, BiConsumer<Running, String> end) {
        if (!probes.isEmpty()) {
            life.health(new Health(Status.STARTING, ""));
            start("probe-", () -> new Asking(running, end).all());
        }
    }

    private void start(String name, Interruptible work) {
        Thread.ofVirtual().name(name + container.id()).start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @FunctionalInterface
    private interface Interruptible {
        void run() throws InterruptedException;
    }

    /** The probes of one run. */
    private final class Asking {
        private final Running running;
        private final BiConsumer<Running, String> end;
        private boolean ready;
        private @Nullable String sick;

        Asking(Running running, BiConsumer<Running, String> end) {
            this.running = running;
            this.end = end;
            this.ready = probes.readiness() == null;
        }

        void all() throws InterruptedException {
            Probe startup = probes.startup();
            if (startup != null && !started(startup)) {
                return;
            }
            Probe readiness = probes.readiness();
            if (readiness != null) {
                start("ready-", () -> askReady(readiness));
            }
            show("");
            Probe liveness = probes.liveness();
            if (liveness != null) {
                askAlive(liveness);
            }
        }

        private boolean started(Probe probe) throws InterruptedException {
            int failures = 0;
            boolean first = true;
            while (pause(first ? probe.initialDelay() : probe.period())) {
                first = false;
                Optional<String> failure = ask(probe);
                if (failure.isEmpty()) {
                    return true;
                }
                life.health(new Health(Status.STARTING, failure.get()));
                if (++failures >= probe.failureThreshold()) {
                    giveUp("startup", failures, failure.get());
                    return false;
                }
            }
            return false;
        }

        private void askAlive(Probe probe) throws InterruptedException {
            int failures = 0;
            boolean first = true;
            while (pause(first ? probe.initialDelay() : probe.period())) {
                first = false;
                Optional<String> failure = ask(probe);
                failures = failure.isEmpty() ? 0 : failures + 1;
                if (failures >= probe.failureThreshold()) {
                    sick(failure.orElse(""));
                    giveUp("liveness", failures, failure.orElse(""));
                    return;
                }
            }
        }

        private void askReady(Probe probe) throws InterruptedException {
            int failures = 0;
            int successes = 0;
            boolean first = true;
            while (pause(first ? probe.initialDelay() : probe.period())) {
                first = false;
                Optional<String> failure = ask(probe);
                failures = failure.isEmpty() ? 0 : failures + 1;
                successes = failure.isEmpty() ? successes + 1 : 0;
                if (successes >= probe.successThreshold()) {
                    ready(true, "");
                } else if (failures >= probe.failureThreshold()) {
                    ready(false, failure.orElse(""));
                }
            }
        }

        private void giveUp(String kind, int failures, String said) {
            end.accept(running, kind + " probe failed " + failures + " times: " + said);
        }

        private synchronized void sick(String said) {
            sick = said;
            show(said);
        }

        private synchronized void ready(boolean now, String said) {
            boolean changed = ready != now || life.health().status() == Status.STARTING;
            ready = now;
            if (changed) {
                publish(now && sick == null ? Status.HEALTHY : Status.UNHEALTHY, said);
            } else if (!now && sick == null && isCurrent()) {
                life.health(new Health(Status.UNHEALTHY, said)); // for another reason than before, perhaps
            }
        }

        /** What is known now; starting while a readiness probe was never answered. */
        private synchronized void show(String said) {
            if (sick != null) {
                publish(Status.UNHEALTHY, said);
            } else if (ready) {
                publish(Status.HEALTHY, said);
            }
        }

        private void publish(Status status, String said) {
            if (isCurrent()) {
                container.record(status == Status.HEALTHY ? EventKind.HEALTHY : EventKind.UNHEALTHY, said);
                life.health(new Health(status, said));
            }
        }

        private boolean isCurrent() {
            return life.now().state().equals(running);
        }

        /** Empty when all is well. */
        private Optional<String> ask(Probe probe) throws InterruptedException {
            Optional<String> failure = Question.ask(container, probe);
            while (failure.isPresent() && surroundings.isFrozen() && pause(probe.period())) {
                failure = Question.ask(container, probe);
            }
            return failure;
        }

        /** Waits so long, and on while it is frozen; false when the run has ended meanwhile. */
        private boolean pause(Duration time) throws InterruptedException {
            boolean over = isOverWithin(time);
            while (!over && surroundings.isFrozen()) {
                over = isOverWithin(FROZEN_LOOK);
            }
            return !over;
        }

        private boolean isOverWithin(Duration time) throws InterruptedException {
            return life.await(now -> !now.now().state().equals(running), time) || life.isClosed();
        }
    }
}
