// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.ExecutableState.Starting;
import io.aurae.auraed.executables.Life.Moment;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.StateFile;
import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.linux.Signal;
import io.aurae.oci.runtime.AttachSession;
import io.aurae.oci.runtime.ContainerId;
import io.aurae.oci.runtime.ExecProcess;
import io.aurae.oci.runtime.ExecSession;
import io.aurae.oci.runtime.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process under a name, from its start until it is removed. No thread of the daemon is its parent: a monitor of its own holds its
 * streams and leaves its exit code in a file, so that all of this is found again by a later daemon.
 *
 * <pre>
 *  start()          created by the runtime         ends, or is ended
 *  ───────▶ Starting ───────────────────▶ Running ───────────────────▶ Exited
 *              │ fails: undone,             ▲ │                           │ free()
 *              ▼ forgotten           waited │ │ ends, and its policy      ▼
 *                                           │ ▼ starts it again
 *                                         BackOff ─────────────────────▶ Exited
 *                                                 stopped, or too often
 * </pre>
 *
 * Thread-safe: starting and freeing are serialised by {@link Executables}, the state is read by anybody.
 */
public final class Executable {
    private static final Logger LOG = LoggerFactory.getLogger(Executable.class);
    private static final String RECORD = "executable.json";
    private static final Duration FOREVER = Duration.ofDays(36_500);

    /** Who lists the executables of a cell. */
    interface Keeper {
        /** It runs. */
        void started(Executable executable);

        /** It was undone after all. */
        void notStarted(Executable executable);

        /** It has ended for good; called on another thread. */
        void ended(Executable executable);
    }

    private final Surroundings surroundings;
    private final Life life;
    private final Container container;
    private final Supervisor supervisor;
    private final LogKeeper logKeeper;

    private Executable(
            Engine engine, Surroundings surroundings, Path directory, ExecutableRecord record, Keeper keeper) {
        this.surroundings = surroundings;
        this.life = new Life(file(directory), record.origin(), record.moment());
        this.container = new Container(engine, surroundings, record.spec().name(), directory);
        this.supervisor = new Supervisor(container, life, () -> keeper.ended(this));
        this.logKeeper = new LogKeeper(log(), directory, engine.logs());
    }

    private static StateFile<ExecutableRecord> file(Path directory) {
        return new StateFile<>(directory.resolve(RECORD), ExecutableRecord.class);
    }

    /**
     * Starts a process; on failure nothing of it is left. It is listed before it is told of, so that who is told finds it.
     */
    static Executable start(
            Engine engine, Surroundings surroundings, Path directory, ExecutableSpec spec, Keeper keeper) {
        new Requirements(surroundings, spec).check();
        Place place = surroundings.place();
        Prepared prepared = surroundings.prepare(spec);
        Moment starting = new Moment(new Starting(), false, Restarts.NONE);
        Origin origin = new Origin(spec, prepared.facts(), System.nanoTime());
        ExecutableRecord record = ExecutableRecord.of(origin, starting);
        Executable executable = new Executable(engine, surroundings, directory, record, keeper);
        Container container = executable.container;
        try (Rollback rollback = new Rollback()) {
            rollback.push("remove traces of " + container.id(), container::removeTraces);
            Failpoint.reach("executable.start.directory");
            ResourceDirectory.create(directory);
            Failpoint.reach("executable.start.record");
            executable.life.save();
            rollback.push("undo container " + container.id(), container::undo);
            Running running = executable.supervisor.launch(place, prepared.spec(), executable.log());
            Failpoint.reach("executable.start.running");
            Moment before = executable.life.now();
            executable.life.advance(before, before.with(running));
            rollback.push("forget " + container.id(), () -> keeper.notStarted(executable));
            keeper.started(executable);
            container.record(EventKind.STARTED, "process " + running.process().pid());
            executable.supervisor.follow(running);
            Failpoint.reach("executable.start.answer");
            rollback.release();
            return executable;
        }
    }

    /** Finds an executable of an earlier daemon again; a start that never came to its end is undone, and empty is the answer. */
    static Optional<Executable> restore(Engine engine, Surroundings surroundings, Path directory, Keeper keeper) {
        Optional<ExecutableRecord> record = file(directory).read();
        if (record.isEmpty()) {
            ExecutableName name = new ExecutableName(directory.getFileName().toString());
            ResourceDirectory.removeUnrecorded(
                    directory, new Container(engine, surroundings, name, directory).processes());
            return Optional.empty();
        }
        Executable executable = new Executable(engine, surroundings, directory, record.get(), keeper);
        return switch (executable.state()) {
            case Starting() -> {
                // Its process may have been created, but nobody was told of it.
                executable.container.record(EventKind.FOUND, "its start is undone");
                executable.container.undo();
                executable.container.removeTraces();
                yield Optional.empty();
            }
            case Running running -> {
                engine.runtime().endLostExecs(directory);
                executable.supervisor.follow(running);
                if (executable.wasStopped()) {
                    executable.container.record(EventKind.FOUND, "its stop is finished");
                    Thread.ofVirtual().name("stop-" + executable.id()).start(executable::finishStop);
                }
                yield Optional.of(executable);
            }
            case BackOff _ -> {
                executable.supervisor.resume();
                yield Optional.of(executable);
            }
            case Exited _ -> {
                Thread.ofVirtual().name("settle-" + executable.id()).start(executable.supervisor::settleAgain);
                yield Optional.of(executable);
            }
        };
    }

    private void finishStop() {
        try {
            stop(spec().upkeep().stopGrace(), () -> {});
        } catch (RuntimeException e) {
            LOG.warn("executable '{}' was to be stopped, and could not be", id(), e);
        }
    }

    /** Ends what it left behind when it ended, if that could not be done then. Answers what is left all the same, or an empty text. */
    String mend() {
        supervisor.tidyAgain();
        return leftover();
    }

    /** What there is of it though it has ended, a sentence; empty when nothing is. */
    String leftover() {
        return supervisor.leftover();
    }

    /** Notices a process that is gone without a trace; called now and then. */
    void sweep() {
        supervisor.sweep();
    }

    /**
     * Asks the process to end and ends it, as {@link Ending#stop}.
     *
     * @param signalled called each time a signal was sent
     */
    void stop(Duration grace, Runnable signalled) {
        new Ending(container, life, supervisor).stop(grace, signalled);
    }

    /**
     * Sends a signal.
     *
     * @param everybody to every process of it, not only the first
     * @throws ExecutableException FAILED_PRECONDITION when it does not run
     */
    public void signal(Signal signal, boolean everybody) {
        Running running = running();
        if (everybody) {
            container.signalAll(signal);
        } else {
            container.ask(running, signal);
        }
        container.record(EventKind.SIGNALLED, signal + (everybody ? " to every process" : ""));
    }

    /** Ends what runs and removes every trace; the log file goes too, unless the caller chose its place. Repeating: does nothing. */
    void free() {
        Failpoint.reach("executable.free.stop");
        stop(Duration.ZERO, () -> {});
        supervisor.free();
        life.close();
    }

    /** Leaves it alone from now on, as a daemon does that ends. */
    void close() {
        life.close();
    }

    /** Waits for its end, of the last run when it is started again, and answers how it ended. */
    public Exited awaitExit() throws InterruptedException {
        life.await(now -> now.now().state() instanceof Exited, FOREVER);
        if (state() instanceof Exited exit) {
            return exit;
        }
        throw new InterruptedException("nobody follows executable " + id() + " any more");
    }

    /** Waits for the end of one run of it, whether another one follows or not, and answers how that run ended. */
    public Exited awaitExitOf(Running run) throws InterruptedException {
        if (!life.await(now -> !now.now().state().equals(run), FOREVER)) {
            throw new InterruptedException("nobody follows executable " + id() + " any more");
        }
        return switch (state()) {
            case Exited exit -> exit;
            case BackOff waiting -> waiting.exit();
            case Starting _, Running _ -> Objects.requireNonNull(restarts().last()); // another run followed it
        };
    }

    /** Calls back on another thread once it has ended; at once if it already has. Answers that thread: who interrupts it is not called. */
    public Thread onExit(Runnable then) {
        return Thread.ofVirtual().name("on-exit-" + id()).start(() -> {
            try {
                awaitExit();
                then.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Whether it ended within that time. */
    public boolean awaitExit(Duration deadline) {
        try {
            return life.await(now -> now.now().state() instanceof Exited, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As the caller gave it. */
    public ExecutableSpec spec() {
        return life.spec();
    }

    /** What was decided at its start. */
    public Prepared.Facts facts() {
        return life.facts();
    }

    /** Where it is in its life. */
    public ExecutableState state() {
        return life.now().state();
    }

    /** How often it was started again. */
    public Restarts restarts() {
        return life.now().restarts();
    }

    /** What its probes say. */
    public Health health() {
        return life.health();
    }

    /** What is wrong with it while it runs, such as that nobody keeps its output any more; empty when nothing is. */
    public String complaint() {
        return supervisor.complaint();
    }

    Life life() {
        return life;
    }

    /** When it was first started; whatever was done to the wall clock, one that was started later has a greater number. */
    long begunNanos() {
        return life.origin().begunNanos();
    }

    /** Whether somebody asked it to stop. */
    boolean wasStopped() {
        return life.now().stopped();
    }

    /**
     * The run that there is now.
     *
     * @throws ExecutableException FAILED_PRECONDITION when it does not run
     */
    public Running running() {
        if (state() instanceof Running running) {
            return running;
        }
        throw new ExecutableException.NotRunning(spec().name().text(), surroundings.cell());
    }

    /** The file its output goes to. */
    public Path log() {
        return container.log(spec());
    }

    /** Begins another log file when this one has grown too long; called every second. A log whose place the caller chose is his. */
    void keepLog() {
        if (state() instanceof Running && spec().logPath() == null) {
            logKeeper.look();
        }
    }

    /**
     * Has the log begun anew after it was moved away; does nothing when it is there.
     *
     * @throws io.aurae.base.AuraeException FAILED_PRECONDITION when it does not run, DEADLINE_EXCEEDED
     */
    public void reopenLog() {
        running();
        logKeeper.reopen();
    }

    /**
     * Runs one more process beside this one; it lives as long as the session.
     *
     * @throws io.aurae.base.AuraeException FAILED_PRECONDITION when this one does not run or its cell is frozen, INVALID_ARGUMENT when
     *     there is no such program
     */
    public ExecSession exec(ExecProcess process) {
        running();
        if (surroundings.isFrozen()) {
            throw new ExecutableException.Frozen(spec().name().text(), surroundings.cell());
        }
        return container.exec(process);
    }

    /**
     * Connects to the standard streams.
     *
     * @throws io.aurae.base.AuraeException FAILED_PRECONDITION when it does not run
     */
    public AttachSession attach() {
        running();
        return container.attach();
    }

    /** Where its record and its bundle are. */
    Path directory() {
        return container.directory();
    }

    ContainerId id() {
        return container.id();
    }
}
