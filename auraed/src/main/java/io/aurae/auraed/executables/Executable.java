// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Resource;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.ExecutableState.Starting;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.StateFile;
import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.linux.ProcessId;
import io.aurae.linux.Signal;
import io.aurae.oci.runtime.AttachSession;
import io.aurae.oci.runtime.ContainerId;
import io.aurae.oci.runtime.ExecProcess;
import io.aurae.oci.runtime.ExecSession;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.runtime.Stdio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process under a name, from its start until its cell is freed. No thread of the daemon is its parent: a monitor of its own holds
 * its streams and leaves its exit code in a file, so that all of this is found again by a later daemon.
 *
 * <pre>
 *  start()          created by the runtime         ends, or is ended
 *  ───────▶ Starting ───────────────────▶ Running ───────────────────▶ Exited
 *              │ fails: undone, forgotten                                 │ free()
 *              ▼                                                          ▼
 * </pre>
 *
 * Thread-safe: starting and freeing are serialised by {@link Executables}, the state is read by anybody.
 */
public final class Executable {
    private static final String RECORD = "executable.json";
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);
    /** How long after a process is gone its exit code may still come from its monitor. */
    private static final Duration EXIT_CODE_DEADLINE = Duration.ofSeconds(3);

    private static final int EXIT_CODE_LOST = 255;
    private static final Logger LOG = LoggerFactory.getLogger(Executable.class);

    private final Engine engine;
    private final Surroundings surroundings;
    private final ExecutableSpec spec;
    private final Prepared.Facts facts;
    private final Path directory;
    private final Container container;
    private final StateFile<ExecutableRecord> file;
    private final LogKeeper logKeeper;
    private final CountDownLatch exited = new CountDownLatch(1);
    private volatile ExecutableState state;
    private volatile boolean stopped;
    private volatile @Nullable Long goneSince;

    /** Held by who tidies up or frees; nothing is written or removed any more once it is freed. */
    private final ReentrantLock removing = new ReentrantLock();

    private boolean freed;

    private Executable(Engine engine, Surroundings surroundings, Path directory, ExecutableRecord record) {
        this.engine = engine;
        this.surroundings = surroundings;
        this.directory = directory;
        this.file = new StateFile<>(directory.resolve(RECORD), ExecutableRecord.class);
        this.spec = record.spec();
        this.container = new Container(engine, surroundings, spec.name(), directory);
        this.facts = record.facts();
        this.state = record.state();
        this.stopped = record.stopped();
        this.logKeeper = new LogKeeper(log(), directory, engine.logs());
    }

    /** Starts a process; on failure nothing of it is left. */
    static Executable start(Engine engine, Surroundings surroundings, Path directory, ExecutableSpec spec) {
        if (!surroundings.isUp()) {
            throw new ExecutableException.NowhereToRun(spec.name().text(), surroundings.cell());
        }
        requireLogDirectory(spec);
        Place place = surroundings.place();
        Prepared prepared = surroundings.prepare(spec);
        ExecutableRecord record = ExecutableRecord.of(spec, prepared.facts(), false, new Starting());
        Executable executable = new Executable(engine, surroundings, directory, record);
        Container container = executable.container;
        try (Rollback rollback = new Rollback()) {
            rollback.push("remove traces of " + container.id(), container::removeTraces);
            Failpoint.reach("executable.start.directory");
            ResourceDirectory.create(directory);
            Failpoint.reach("executable.start.record");
            executable.file.write(record);
            rollback.push("undo container " + container.id(), container::undo);
            Failpoint.reach("executable.start.create");
            ProcessId process = container.create(
                    place, prepared.spec(), new Stdio(spec.terminal(), spec.stdin(), executable.log()));
            Failpoint.reach("executable.start.start");
            container.start(place);
            Failpoint.reach("executable.start.running");
            executable.become(new Running(process, Instant.now()));
            executable.record(EventKind.STARTED, "process " + process.pid());
            executable.follow();
            Failpoint.reach("executable.start.answer");
            rollback.release();
            return executable;
        }
    }

    private static void requireLogDirectory(ExecutableSpec spec) {
        String chosen = spec.logPath();
        if (chosen != null && !Files.isDirectory(Path.of(chosen).resolveSibling("."))) {
            throw new ExecutableException.Invalid("executable '" + spec.name() + "': log path '" + chosen
                    + "' (expected: a file in a directory that exists)");
        }
    }

    /** Finds an executable of an earlier daemon again; a start that never came to its end is undone, and empty is the answer. */
    static Optional<Executable> restore(Engine engine, Surroundings surroundings, Path directory) {
        Optional<ExecutableRecord> record = new StateFile<>(directory.resolve(RECORD), ExecutableRecord.class).read();
        if (record.isEmpty()) {
            ResourceDirectory.remove(directory);
            return Optional.empty();
        }
        Executable executable = new Executable(engine, surroundings, directory, record.get());
        return switch (executable.state) {
            case Starting() -> {
                // Its process may have been created, but nobody was told of it.
                executable.container.undo();
                executable.container.removeTraces();
                yield Optional.empty();
            }
            case Running running -> {
                engine.runtime().endLostExecs(directory);
                executable.follow();
                yield Optional.of(executable);
            }
            case Exited exit -> {
                executable.exited.countDown();
                yield Optional.of(executable);
            }
        };
    }

    private void follow() {
        engine.exits().onExit(id(), exit -> ended(exit.code(), exit.at(), ""));
    }

    private synchronized void ended(int code, Instant finishedAt, String message) {
        if (!(state instanceof Running running)) {
            return;
        }
        boolean oomKilled = Files.exists(directory.resolve("oom"));
        state = new Exited(code, oomKilled, running.startedAt(), finishedAt, message);
        record(oomKilled ? EventKind.OUT_OF_MEMORY : EventKind.EXITED, EndCause.of(code, oomKilled, stopped, message));
        exited.countDown();
        Thread.ofVirtual().name("tidy-" + id()).start(this::tidy);
    }

    /**
     * Remembers the end, and lets the runtime forget the process; what the process left in its control group ends with it. Should either
     * fail: the monitor's file still tells the next daemon how it ended, and the rest is done when the cell is freed.
     */
    private void tidy() {
        removing.lock();
        try {
            if (!freed) {
                Failpoint.reach("executable.exit.record");
                become(state);
                Failpoint.reach("executable.exit.delete");
                container.delete();
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "executable '{}' ended, but not all of it could be tidied up; trying again when it is freed",
                    id(),
                    e);
        } finally {
            removing.unlock();
        }
    }

    private void record(EventKind kind, String cause) {
        engine.events()
                .record(Resource.executable(surroundings.cell(), spec.name().text()), kind, cause);
    }

    private synchronized void become(ExecutableState next) {
        file.write(ExecutableRecord.of(spec, facts, stopped, next));
        state = next;
    }

    /**
     * Notices a process that is gone without its monitor having left an exit code; called now and then. The monitor has some time for it
     * since the first call that finds the process gone.
     */
    void sweep() {
        if (!(state instanceof Running running) || running.process().isAlive()) {
            return;
        }
        long now = System.nanoTime(); // the wall clock may be set meanwhile
        Long since = goneSince;
        if (since == null) {
            goneSince = now;
        } else if (now - since > EXIT_CODE_DEADLINE.toNanos()) {
            lost();
        }
    }

    private void lost() {
        ended(
                EXIT_CODE_LOST,
                Instant.now(),
                "the process ended, and so did its monitor before it could note the exit code");
    }

    /**
     * Asks the process to end and ends it, with all it started, after the grace period. Repeating: returns when it has ended.
     *
     * @throws ExecutableException INTERNAL when the kernel does not end it within 10 s of SIGKILL
     */
    void stop(Duration grace) {
        if (!(state instanceof Running running)) {
            return;
        }
        Failpoint.reach("executable.stop.record");
        rememberStop();
        if (!grace.isZero()) {
            engine.linux().killProcess(running.process(), facts.stopSignal());
            if (awaitExit(grace)) {
                return;
            }
        }
        Failpoint.reach("executable.stop.kill");
        engine.linux().killProcess(running.process(), Signal.KILL);
        if (awaitExit(KILL_DEADLINE)) {
            return;
        }
        if (running.process().isAlive()) {
            throw new ExecutableException.Failed(
                    "executable '" + spec.name() + "' in cell '" + surroundings.cell() + "' did not end within "
                            + KILL_DEADLINE.toSeconds() + " s of SIGKILL",
                    new IllegalStateException("process " + running.process().pid() + " still runs"));
        }
        lost();
    }

    private synchronized void rememberStop() {
        if (state instanceof Running) {
            stopped = true;
            become(state);
            record(EventKind.STOPPED, "asked to end");
        }
    }

    /** Ends what runs and removes every trace; the log file goes too, unless the caller chose its place. Repeating: does nothing. */
    void free() {
        Failpoint.reach("executable.free.stop");
        stop(Duration.ZERO);
        removing.lock();
        try {
            freed = true;
            Failpoint.reach("executable.free.delete");
            container.delete();
            Failpoint.reach("executable.free.traces");
            container.removeTraces();
        } finally {
            removing.unlock();
        }
    }

    /** Waits for its end, and answers how it ended. */
    public Exited awaitExit() throws InterruptedException {
        exited.await();
        if (state instanceof Exited exit) {
            return exit;
        }
        throw new IllegalStateException("executable " + id() + " ended without leaving the state " + state);
    }

    /** Calls back on another thread once it has ended; at once if it already has. Answers that thread: who interrupts it is not called. */
    public Thread onExit(Runnable then) {
        return Thread.ofVirtual().name("on-exit-" + id()).start(() -> {
            try {
                exited.await();
                then.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Whether it ended within that time. */
    public boolean awaitExit(Duration deadline) {
        try {
            return exited.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As the caller gave it. */
    public ExecutableSpec spec() {
        return spec;
    }

    /** What was decided at its start. */
    public Prepared.Facts facts() {
        return facts;
    }

    /** Where it is in its life. */
    public ExecutableState state() {
        return state;
    }

    /** When it was started; the beginning of time while it is not. */
    Instant startedAt() {
        return switch (state) {
            case Starting() -> Instant.EPOCH;
            case Running running -> running.startedAt();
            case Exited exit -> exit.startedAt();
        };
    }

    /** Whether somebody asked it to stop. */
    boolean wasStopped() {
        return stopped;
    }

    /** The process, while it runs. */
    Running running() {
        if (state instanceof Running running) {
            return running;
        }
        throw new ExecutableException.NotRunning(spec.name().text(), surroundings.cell());
    }

    /** The file its output goes to. */
    public Path log() {
        String chosen = spec.logPath();
        return chosen == null ? directory.resolve("log") : Path.of(chosen);
    }

    /** Begins another log file when this one has grown too long; called every second. A log whose place the caller chose is his. */
    void keepLog() {
        if (state instanceof Running && spec.logPath() == null) {
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
     * @throws io.aurae.base.AuraeException FAILED_PRECONDITION when this one does not run, INVALID_ARGUMENT when there is no such program
     */
    public ExecSession exec(ExecProcess process) {
        running();
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
        return directory;
    }

    ContainerId id() {
        return container.id();
    }
}
