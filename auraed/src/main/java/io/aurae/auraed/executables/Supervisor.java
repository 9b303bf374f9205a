// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.Life.Moment;
import io.aurae.base.Failpoint;
import io.aurae.linux.ProcessId;
import io.aurae.oci.runtime.Exit;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.runtime.Stdio;
import io.aurae.oci.spec.RuntimeSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one executable: makes its process, notices its end, tidies up, and starts it again when its policy says so. One virtual thread
 * exists for it while it waits for a restart, none while it runs.
 */
final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final int EXIT_CODE_LOST = 255;
    private static final String UNWATCHED =
            "its monitor has ended: what it writes is lost, and its exit code will not be known";
    /** How long after a process is gone its exit code may still come from its monitor. */
    private static final Duration EXIT_CODE_DEADLINE = Duration.ofSeconds(3);

    /** The same while the monitor is there to write it, on a machine that lets it wait for the disk or the processor. */
    private static final Duration MONITOR_DEADLINE = Duration.ofMinutes(5);

    /** The same for somebody who waits for the end. */
    private static final Duration WAITING_DEADLINE = Duration.ofMinutes(1);

    private static final Duration CODE_LOOK = Duration.ofMillis(200);
    private static final Duration FROZEN_LOOK = Duration.ofSeconds(1);

    private final Surroundings surroundings;
    private final Container container;
    private final Life life;
    private final Runnable onEnd;
    private final Prober prober;

    /** Held by who starts again, tidies up or frees; nothing is written, made or removed any more once it is freed. */
    private final ReentrantLock working = new ReentrantLock();

    private boolean freed;
    private volatile @Nullable Long goneSince;
    private volatile @Nullable String doom;
    private volatile boolean unwatched;
    /** The end after which all was done that is to be done, or tried. */
    private volatile @Nullable ExecutableState settled;

    private volatile boolean untidy;

    /** @param onEnd called on another thread when it has ended for good */
    Supervisor(Container container, Life life, Runnable onEnd) {
        this.container = container;
        this.surroundings = container.surroundings();
        this.life = life;
        this.onEnd = onEnd;
        this.prober = new Prober(container, life);
    }

    /** Makes the process and lets it run. On failure something of it may be left. */
    Running launch(Place place, RuntimeSpec spec, Path log) {
        ExecutableSpec asked = life.spec();
        Failpoint.reach("executable.start.create");
        ProcessId process = container.create(place, spec, new Stdio(asked.terminal(), asked.stdin(), log));
        @Nullable ProcessId monitor = container.monitorOf(process).orElse(null);
        Failpoint.reach("executable.start.start");
        container.start(place);
        return new Running(process, monitor, Instant.now(), System.nanoTime());
    }

    /** Begins to notice what becomes of a run, also of one that an earlier daemon started. */
    void follow(Running running) {
        goneSince = null;
        doom = null;
        unwatched = false;
        container.engine().exits().onExit(container.id(), exit -> ended(running, exit.code(), exit.at(), ""));
        prober.watch(running, this::end);
    }

    private void ended(Running running, int code, Instant finishedAt, String message) {
        String reason = doom;
        Exited exit = new Exited(
                code, container.wasOomKilled(), running.startedAt(), finishedAt, reason == null ? message : reason);
        Moment before = life.now();
        while (before.state() instanceof Running now && now.process().equals(running.process())) {
            Moment after = after(before, exit, reason != null);
            if (life.take(before, after)) {
                container.record(
                        exit.oomKilled() ? EventKind.OUT_OF_MEMORY : EventKind.EXITED,
                        EndCause.of(code, exit.oomKilled(), before.stopped(), exit.message()));
                announce(after);
                Thread.ofVirtual().name("settle-" + container.id()).start(this::settle);
                return;
            }
            before = life.now();
        }
    }

    private void announce(Moment after) {
        if (after.state() instanceof BackOff) {
            int row = after.restarts().row();
            long millis = life.spec().upkeep().restart().delay(row).toMillis();
            container.record(
                    EventKind.RESTARTED,
                    "restart " + (after.restarts().count() + 1) + " follows after a pause of " + millis + " ms");
        }
    }

    /** What follows a run that ended like this. */
    private Moment after(Moment before, Exited exit, boolean failed) {
        RestartPolicy policy = life.spec().upkeep().restart();
        boolean healthy = before.state() instanceof Running running
                && System.nanoTime() - running.startedNanos() - unseenNanos(exit)
                        >= policy.resetAfter().toNanos();
        Restarts restarts = healthy ? before.restarts().anew() : before.restarts();
        boolean bad = failed || exit.exitCode() != 0 || exit.oomKilled();
        if (before.stopped() || !policy.restarts(bad, restarts.row())) {
            return new Moment(exit, before.stopped(), restarts);
        }
        Duration delay = policy.delay(restarts.row());
        BackOff waiting = new BackOff(exit, Instant.now().plus(delay), System.nanoTime() + delay.toNanos());
        return new Moment(waiting, false, restarts);
    }

    /** How long ago it ended; more than a moment only where no daemon saw that, which is why the wall clock has to say it. */
    private static long unseenNanos(Exited exit) {
        return Math.max(0, Duration.between(exit.finishedAt(), Instant.now()).toNanos());
    }

    /** Tidies up after a run, and then waits for the next one if there is one. */
    private void settle() {
        tidy();
        if (life.now().state() instanceof Exited) {
            onEnd.run();
        } else {
            startAgainWhenDue();
        }
    }

    /**
     * Remembers the end, and lets the runtime forget the process; what the process left in its control group ends with it. Should either
     * fail: the monitor's file still tells the next daemon how it ended, and the rest is tried again every minute.
     */
    private void tidy() {
        working.lock();
        ExecutableState end = life.now().state();
        try {
            untidy = !freed;
            if (!freed) {
                Failpoint.reach("executable.exit.record");
                life.save();
                container.endAll();
                Failpoint.reach("executable.exit.delete");
                container.delete();
                untidy = false;
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "executable '{}' ended, but not all of it could be tidied up; trying again later",
                    container.id(),
                    e);
        } finally {
            settled = end;
            working.unlock();
        }
    }

    /** Ends and forgets what an end left behind that could not be tidied up, or that an earlier daemon did not come to. */
    void tidyAgain() {
        if (isSettled() && (untidy || container.hasProcesses())) {
            tidy();
        }
    }

    /** For an end that an earlier daemon wrote down. */
    void settleAgain() {
        settled = life.now().state();
        tidyAgain();
    }

    private boolean isSettled() {
        return life.now().state() instanceof Exited exit && exit.equals(settled);
    }

    /** What there is of it though it has ended; empty when nothing is. */
    String leftover() {
        return isSettled() && container.hasProcesses() ? container.leftover() : "";
    }

    /** Goes on waiting for a restart where an earlier daemon left off. */
    void resume() {
        Thread.ofVirtual().name("restart-" + container.id()).start(this::startAgainWhenDue);
    }

    private void startAgainWhenDue() {
        try {
            while (life.awaitNextStart()) {
                if (surroundings.isFrozen()) {
                    life.await(now -> !(now.now().state() instanceof BackOff), FROZEN_LOOK);
                } else {
                    startAgain();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (life.now().state() instanceof Exited && !life.isClosed()) {
            onEnd.run();
        }
    }

    private void startAgain() {
        surroundings.starting().lock(); // first, as for whoever starts another one in this one's place
        working.lock();
        try {
            Moment before = life.now();
            if (freed || surroundings.isFrozen() || !(before.state() instanceof BackOff waiting)) {
                return;
            }
            if (!surroundings.isUp()) {
                life.advance(before, before.with(waiting.exit()));
                return;
            }
            try {
                run(before, waiting);
            } catch (RuntimeException e) {
                failed(before, waiting, e);
            }
        } finally {
            working.unlock();
            surroundings.starting().unlock();
        }
    }

    private void run(Moment before, BackOff waiting) {
        container.clear();
        Failpoint.reach("executable.restart.launch");
        Running running =
                launch(surroundings.place(), RuntimeSpec.read(container.directory()), container.log(life.spec()));
        Failpoint.reach("executable.restart.running");
        Moment after = new Moment(running, false, before.restarts().again(waiting.exit()));
        if (life.advance(before, after)) {
            container.record(EventKind.RESTARTED, "process " + running.process().pid());
            follow(running);
        } else {
            container.undo(); // it was stopped meanwhile
        }
    }

    /** A restart that fails is a run that failed at once. */
    private void failed(Moment before, BackOff waiting, RuntimeException cause) {
        LOG.warn("executable '{}' could not be started again: {}", container.id(), cause.getMessage());
        try {
            container.undo();
        } catch (RuntimeException e) {
            LOG.warn("what was begun of executable '{}' could not be undone, trying again", container.id(), e);
        }
        Instant now = Instant.now();
        Exited exit =
                new Exited(EXIT_CODE_LOST, false, now, now, "it could not be started again: " + cause.getMessage());
        Moment tried =
                new Moment(before.state(), before.stopped(), before.restarts().again(waiting.exit()));
        Moment after = after(tried, exit, true);
        if (life.take(before, after)) {
            container.record(EventKind.FAILED, exit.message());
            announce(after);
            save();
        }
    }

    private void save() {
        try {
            life.save();
        } catch (RuntimeException e) {
            LOG.warn("the state of executable '{}' could not be written down", container.id(), e);
        }
    }

    /** Ends a run because something else says so, with the signal and the time it was promised; the restart policy decides what follows. */
    private void end(Running running, String reason) {
        doom = reason;
        container.ask(running, life.facts().stopSignal());
        try {
            boolean ended = life.await(
                    l -> !l.now().state().equals(running), life.spec().upkeep().stopGrace());
            if (!ended && !life.isClosed()) {
                container.endAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Notices a process that is gone, with the exit code its monitor left or without one; called now and then. The monitor has some time
     * for it since the first call that finds the process gone. Where the monitor itself is gone the process runs on, which is said.
     */
    void sweep() {
        if (!(life.now().state() instanceof Running running)) {
            return;
        }
        @Nullable ProcessId monitor = running.monitor();
        if (running.process().isAlive()) {
            watched(monitor == null || monitor.isAlive());
            return;
        }
        long now = System.nanoTime(); // the wall clock may be set meanwhile
        Long since = goneSince;
        Duration patience = monitor != null && monitor.isAlive() ? MONITOR_DEADLINE : EXIT_CODE_DEADLINE;
        if (since == null) {
            goneSince = now;
        } else if (!isTold(running) && now - since > patience.toNanos()) {
            endedUnknown(running);
        }
    }

    /** Takes a process for ended whose monitor left its exit code, where nobody else has noticed that. */
    private boolean isTold(Running running) {
        Optional<Exit> exit = container.exit();
        exit.ifPresent(code -> ended(running, code.code(), code.at(), ""));
        return exit.isPresent();
    }

    private void watched(boolean now) {
        if (!now && !unwatched) {
            container.record(EventKind.FAILED, UNWATCHED);
        }
        unwatched = !now;
    }

    /** Takes a process that is gone for ended, as its monitor says if it still does. */
    void lost(Running running) {
        @Nullable ProcessId monitor = running.monitor();
        long since = System.nanoTime();
        while (!isTold(running) && isWaitedFor(running)) {
            boolean nobodyTells = monitor == null || !monitor.isAlive();
            if ((nobodyTells && !isTold(running)) || System.nanoTime() - since > WAITING_DEADLINE.toNanos()) {
                endedUnknown(running);
            }
        }
    }

    /** Lets a moment pass; false when the run's end is known, or who waits is to wait no longer. */
    private boolean isWaitedFor(Running running) {
        try {
            return !life.await(now -> !now.now().state().equals(running), CODE_LOOK) && !life.isClosed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void endedUnknown(Running running) {
        ended(running, EXIT_CODE_LOST, Instant.now(), "the process ended, and its monitor did not note the exit code");
    }

    /** What is wrong with it while it runs; empty when nothing is. */
    String complaint() {
        return unwatched ? UNWATCHED : "";
    }

    /** Waits for whoever starts it again or tidies up at this moment. */
    void awaitQuiet() {
        working.lock();
        try {
            return;
        } finally {
            working.unlock();
        }
    }

    /** Removes every trace of what has ended. Repeating: does nothing. */
    void free() {
        working.lock();
        try {
            freed = true;
            Failpoint.reach("executable.free.delete");
            container.delete();
            Failpoint.reach("executable.free.traces");
            container.removeTraces();
        } finally {
            working.unlock();
        }
    }
}
