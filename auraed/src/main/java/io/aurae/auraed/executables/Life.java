// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.StateFile;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one executable is, in memory and in its file, and who waits for that to change. Each moment is one immutable value; whoever changes
 * it says from which one, and finds out when another was faster. Thread-safe.
 */
final class Life {
    /**
     * What there is to know at one time.
     *
     * @param stopped whether somebody asked it to stop
     */
    record Moment(ExecutableState state, boolean stopped, Restarts restarts) {
        Moment with(ExecutableState other) {
            return new Moment(other, stopped, restarts);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Life.class);

    private final Origin origin;
    private final StateFile<ExecutableRecord> file;
    private volatile Moment now;
    private volatile Health health = Health.UNKNOWN;
    private volatile boolean closed;

    Life(StateFile<ExecutableRecord> file, Origin origin, Moment now) {
        this.file = file;
        this.origin = origin;
        this.now = now;
    }

    Origin origin() {
        return origin;
    }

    ExecutableSpec spec() {
        return origin.spec();
    }

    Prepared.Facts facts() {
        return origin.facts();
    }

    Moment now() {
        return now;
    }

    Health health() {
        return health;
    }

    synchronized void health(Health next) {
        if (!health.equals(next)) {
            health = next;
            notifyAll();
        }
    }

    /** Writes down where it is. */
    synchronized void save() {
        file.write(ExecutableRecord.of(origin, now));
    }

    /** Writes the next moment down and makes it true; false, and nothing done, when this is no longer the one {@code from}. */
    synchronized boolean advance(Moment from, Moment next) {
        if (!now.equals(from)) {
            return false;
        }
        file.write(ExecutableRecord.of(origin, next));
        return take(from, next);
    }

    /** Makes the next moment true, which happened whether it can be written down or not. */
    synchronized boolean take(Moment from, Moment next) {
        if (!now.equals(from)) {
            return false;
        }
        now = next;
        if (!(next.state() instanceof Running)) {
            health = Health.UNKNOWN;
        }
        notifyAll();
        return true;
    }

    /**
     * Remembers that it is to stop; what waits for a restart has ended with that. Where that cannot be written down, this daemon alone
     * remembers it: a full disk must not keep anybody from ending what fills it.
     */
    synchronized void requestStop() {
        switch (now.state()) {
            case Running running -> stopAs(running);
            case BackOff(Exited exit, Instant _, long _) -> stopAs(exit);
            case ExecutableState.Starting _, Exited _ -> {}
        }
    }

    private synchronized void stopAs(ExecutableState state) {
        Moment before = now;
        Moment stopped = new Moment(state, true, before.restarts());
        try {
            advance(before, stopped);
        } catch (ResourceException e) {
            LOG.warn("that executable '{}' was stopped cannot be written down", spec().name(), e);
            take(before, stopped);
        }
    }

    /** Lets those who wait look again. */
    synchronized void wake() {
        notifyAll();
    }

    /** Lets nobody wait any more; this daemon is done with it. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    boolean isClosed() {
        return closed;
    }

    /** Waits until this is so, for at most so long; answers whether it is. Returns at once when closed. */
    synchronized boolean await(Predicate<Life> condition, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.test(this)) {
            long left = end - System.nanoTime();
            if (closed || left <= 0) {
                return false;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return true;
    }

    /** Waits for the end of a back-off; false when there is none any more. A clock that is set meanwhile changes nothing. */
    boolean awaitNextStart() throws InterruptedException {
        if (!(now.state() instanceof BackOff waiting)) {
            return false;
        }
        long left = waiting.dueNanos() - System.nanoTime();
        long most = spec().upkeep().restart().maxDelay().toNanos();
        boolean changed =
                await(life -> !life.now().state().equals(waiting), Duration.ofNanos(Math.clamp(left, 0, most)));
        return !changed && !closed;
    }
}
