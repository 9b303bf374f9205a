// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.base.Failpoint;
import io.aurae.linux.Signal;
import java.time.Duration;

/**
 * How one executable is ended because somebody asked for it.
 *
 * @param supervisor is told of a process of which nobody will tell how it ended
 */
record Ending(Container container, Life life, Supervisor supervisor) {
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    /**
     * Asks the process to end and ends it, with all it started, after the grace period; it is not started again. Repeating: returns when it
     * has ended.
     *
     * @param signalled called each time a signal was sent: what is kept from running takes it before anything else once it is let go
     * @throws ExecutableException INTERNAL when the kernel does not end it within 10 s of SIGKILL
     */
    void stop(Duration grace, Runnable signalled) {
        ExecutableState state = life.now().state();
        if (state instanceof Running || state instanceof BackOff) {
            Failpoint.reach("executable.stop.record");
            life.requestStop();
            container.record(EventKind.STOPPED, "asked to end");
            if (life.now().state() instanceof Running running) {
                end(running, grace, signalled);
                container.endAll();
            } else {
                supervisor.awaitQuiet();
            }
        }
    }

    private void end(Running running, Duration grace, Runnable signalled) {
        if (!grace.isZero() && endsAsAsked(running, grace, signalled)) {
            return;
        }
        Failpoint.reach("executable.stop.kill");
        container.ask(running, Signal.KILL);
        signalled.run();
        if (hasEnded(KILL_DEADLINE)) {
            return;
        }
        if (running.process().isAlive()) {
            throw new ExecutableException.Failed(
                    "executable '" + container.name() + "' in cell '"
                            + container.surroundings().cell() + "' did not end within " + KILL_DEADLINE.toSeconds()
                            + " s of SIGKILL",
                    new IllegalStateException("process " + running.process().pid() + " still runs"));
        }
        supervisor.lost(running);
    }

    /** Asks it to end, and once more when it hears that and when it has said what to do then: a process that was just started may not. */
    private boolean endsAsAsked(Running running, Duration grace, Runnable signalled) {
        long deadline = System.nanoTime() + grace.toNanos();
        Signal signal = life.facts().stopSignal();
        boolean handled = running.process().handles(signal);
        boolean heard = handled || running.process().hears(signal);
        container.ask(running, signal);
        signalled.run();
        Duration pause = SHORTEST_PAUSE;
        while (!handled) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (hasEnded(pause.compareTo(left) < 0 ? pause : left)) {
                return true;
            }
            if (left.compareTo(pause) <= 0) {
                return false;
            }
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            handled = running.process().handles(signal);
            if (handled || (!heard && running.process().hears(signal))) {
                container.ask(running, signal);
                heard = true;
            }
        }
        return hasEnded(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    /** Whether it does within that time. */
    private boolean hasEnded(Duration deadline) {
        try {
            return life.await(now -> now.now().state() instanceof Exited, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
