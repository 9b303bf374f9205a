// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Resource;
import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.base.Rollback;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The executables of one cell, in order of their start. Thread-safe; starts in one cell happen one after the other. */
public final class Executables {
    /** How many executables a cell may have. */
    public static final int MAX_PER_CELL = 256;

    private final Engine engine;
    private final Surroundings surroundings;
    private final Path directory;
    private final DamagedExecutables damaged;
    private final ReentrantLock changing = new ReentrantLock();
    private final Map<ExecutableName, Executable> byName = new LinkedHashMap<>();
    private boolean freed;

    private final Executable.Keeper keeper = new Executable.Keeper() {
        @Override
        public void started(Executable executable) {
            put(executable);
        }

        @Override
        public void notStarted(Executable executable) {
            forget(executable);
        }

        @Override
        public void ended(Executable executable) {
            endedForGood(executable);
        }
    };

    /** Of the cell described by {@code surroundings}, kept below {@code directory}. */
    public Executables(Engine engine, Surroundings surroundings, Path directory) {
        this.engine = engine;
        this.surroundings = surroundings;
        this.directory = directory;
        this.damaged = new DamagedExecutables(engine, surroundings);
    }

    /**
     * Finds what an earlier daemon started here, and undoes what it half started. Answers what could not be restored, a sentence each; such
     * an executable is left as it is.
     */
    public List<String> restore() {
        return restore(child -> true);
    }

    private List<String> restore(Predicate<Path> which) {
        List<String> problems = new ArrayList<>();
        List<Executable> found = new ArrayList<>();
        for (Path child :
                ResourceDirectory.list(directory).stream().filter(which).toList()) {
            try {
                Executable.restore(engine, surroundings, child, keeper).ifPresent(found::add);
                damaged.forget(child);
            } catch (RuntimeException e) {
                problems.add("executable in '" + child + "' not restored: " + e.getMessage());
                damaged.add(child, problems.getLast());
            }
        }
        found.sort(Comparator.comparingLong(Executable::begunNanos));
        found.forEach(this::put);
        found.stream()
                .filter(executable -> executable.state() instanceof Exited)
                .forEach(this::endedForGood);
        return problems;
    }

    /**
     * Finds, or undoes, what lies in directories and is not in memory, unless a start is under way, and ends what those that ended left
     * behind. Answers what it could not.
     */
    public List<String> mend() {
        List<String> problems = new ArrayList<>(restoreUnknown());
        list().stream()
                .map(Executable::mend)
                .filter(problem -> !problem.isEmpty())
                .forEach(problems::add);
        return problems;
    }

    private List<String> restoreUnknown() {
        if (!changing.tryLock()) {
            return List.of();
        }
        try {
            Set<Path> known = list().stream().map(Executable::directory).collect(Collectors.toSet());
            return freed ? List.of() : restore(child -> !known.contains(child));
        } finally {
            changing.unlock();
        }
    }

    /** What there is of those that have ended, a sentence each. */
    public List<String> leftovers() {
        return list().stream()
                .map(Executable::leftover)
                .filter(leftover -> !leftover.isEmpty())
                .toList();
    }

    /** Stops following what runs here, and leaves it running; what waits for a restart is left to the next daemon. */
    public void close() {
        list().forEach(Executable::close);
    }

    /** What cannot do without this one is stopped. */
    private void endedForGood(Executable ended) {
        if (find(ended.spec().name()).filter(ended::equals).isEmpty()) {
            return;
        }
        list().stream()
                .filter(other -> StartOrder.needs(other.spec(), ended.spec().name()))
                .forEach(other -> Thread.ofVirtual()
                        .name("stop-" + other.id())
                        .start(() -> other.stop(other.spec().upkeep().stopGrace(), () -> {})));
    }

    /**
     * Starts executables, each when those that it comes after are as it asks. Answers the first. On failure nothing is left of the one that
     * failed, and those before it run on.
     *
     * @throws io.aurae.base.AuraeException as {@link #start(ExecutableSpec)}; INVALID_ARGUMENT for a cycle or an unknown name,
     *     FAILED_PRECONDITION for a requirement that cannot be met any more, DEADLINE_EXCEEDED for one that is not met in time
     */
    public Executable start(List<ExecutableSpec> specs) {
        return start(specs, false);
    }

    /**
     * The same.
     *
     * @param firstTime whether one that has ended is refused, with FAILED_PRECONDITION, in place of being answered or replaced
     */
    public Executable start(List<ExecutableSpec> specs, boolean firstTime) {
        List<ExecutableSpec> ordered =
                StartOrder.of(specs, name -> find(name).isPresent()).specs();
        for (ExecutableSpec spec : ordered) {
            Order order = spec.upkeep().order();
            for (Dependency dependency : order.after()) {
                new Precedence(get(dependency.name()).life()).await(spec, dependency, false);
            }
            for (Dependency dependency : order.requires()) {
                new Precedence(get(dependency.name()).life()).await(spec, dependency, true);
            }
            start(spec, firstTime);
            order.requires().stream() // one of them may have ended just before this one was there to be stopped
                    .flatMap(dependency -> find(dependency.name()).stream())
                    .filter(required -> required.state() instanceof Exited)
                    .forEach(this::endedForGood);
        }
        return get(specs.getFirst().name());
    }

    /**
     * Starts an executable. On failure nothing of it is left.
     *
     * <p>Repeating: an identical request answers with the executable it started, whether that runs still or has ended by itself. After a
     * stop, or with another specification once the old one has ended, it is a new start that replaces the old record.
     *
     * @throws io.aurae.base.AuraeException INVALID_ARGUMENT, ALREADY_EXISTS, RESOURCE_EXHAUSTED or INTERNAL
     */
    public Executable start(ExecutableSpec spec) {
        return start(spec, false);
    }

    private Executable start(ExecutableSpec spec, boolean firstTime) {
        engine.cgroups().expectMoves();
        changing.lock();
        surroundings.starting().lock();
        try {
            if (freed) {
                throw new ExecutableException.CellGone(spec.name().text(), surroundings.cell());
            }
            damaged.requireNot(spec.name());
            Optional<Executable> existing = find(spec.name());
            if (firstTime) {
                existing.ifPresent(this::requireNotEnded);
            }
            if (existing.isPresent() && !isReplaceable(existing.get(), spec)) {
                return existing.get();
            }
            if (existing.isPresent()) {
                new Requirements(surroundings, spec)
                        .check(); // what there is to read of the old one goes for a start alone
                surroundings.prepare(spec);
                remove(existing.get());
            }
            requireRoom();
            return Executable.start(
                    engine, surroundings, directory.resolve(spec.name().text()), spec, keeper);
        } finally {
            surroundings.starting().unlock();
            changing.unlock();
        }
    }

    private boolean isReplaceable(Executable existing, ExecutableSpec spec) {
        boolean same = existing.spec().equals(spec);
        if (existing.state() instanceof Running || existing.state() instanceof BackOff) {
            if (!same) {
                throw new ExecutableException.AlreadyExists(spec.name().text(), surroundings.cell());
            }
            return false;
        }
        return !same || existing.wasStopped();
    }

    private void requireNotEnded(Executable existing) {
        if (existing.state() instanceof Exited || existing.state() instanceof BackOff) {
            throw new ExecutableException.Ended(existing.spec().name().text(), surroundings.cell());
        }
    }

    private void requireRoom() {
        synchronized (byName) {
            if (byName.size() >= MAX_PER_CELL) {
                throw new ExecutableException.TooMany(surroundings.cell(), MAX_PER_CELL);
            }
        }
    }

    /** Stops an executable within its own grace period; succeeds when it has ended or is absent. */
    public void stop(ExecutableName name, Runnable signalled) {
        find(name)
                .ifPresent(
                        executable -> executable.stop(executable.spec().upkeep().stopGrace(), signalled));
        damaged.stop(name);
    }

    /**
     * Stops an executable; succeeds when it has ended or is absent.
     *
     * @param signalled called each time it was sent a signal: who keeps it from running lets it go then, and not before
     */
    public void stop(ExecutableName name, Duration grace, Runnable signalled) {
        find(name).ifPresent(executable -> executable.stop(grace, signalled));
        damaged.stop(name);
    }

    /**
     * Forgets an executable that has ended; succeeds when it is absent.
     *
     * @throws ExecutableException FAILED_PRECONDITION when it runs or will be started again
     */
    public void remove(ExecutableName name) {
        changing.lock();
        try {
            Optional<Executable> found = find(name);
            if (found.isPresent() && !(found.get().state() instanceof Exited)) {
                throw new ExecutableException.StillRunning(name.text(), surroundings.cell());
            }
            found.ifPresent(there -> {
                remove(there);
                engine.events().record(Resource.executable(surroundings.cell(), name.text()), EventKind.FREED, "");
            });
            damaged.remove(name);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Stops all of them at the same time, each as {@link #stop}.
     *
     * @param grace of one, by its own
     */
    public void stopAll(UnaryOperator<Duration> grace, Runnable signalled) {
        List<Thread> stopping = list().stream()
                .map(executable -> Thread.ofVirtual()
                        .start(() -> executable.stop(
                                grace.apply(executable.spec().upkeep().stopGrace()), signalled)))
                .toList();
        stopping.forEach(Executables::join);
        list().forEach(executable -> executable.stop(Duration.ZERO, signalled));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes all that lies here for damaged: for a cell of which nothing is known. */
    public void takeForDamaged() {
        ResourceDirectory.list(directory).forEach(child -> damaged.add(child, "its cell is damaged"));
    }

    /**
     * Ends and forgets all of them, also when one of them fails; nothing is started here any more. Repeating: tries again with what is
     * left.
     */
    public void free() {
        changing.lock();
        try (Rollback steps = new Rollback()) {
            freed = true;
            steps.push("free what is damaged", damaged::free);
            list().forEach(executable -> steps.push("free executable " + executable.id(), () -> remove(executable)));
        } finally {
            changing.unlock();
        }
    }

    private void remove(Executable executable) {
        executable.free();
        forget(executable);
    }

    private void forget(Executable executable) {
        synchronized (byName) {
            byName.remove(executable.spec().name());
        }
    }

    private void put(Executable executable) {
        synchronized (byName) {
            byName.put(executable.spec().name(), executable);
        }
    }

    /** Notices processes that are gone without a trace; called now and then. */
    public void sweep() {
        list().forEach(Executable::sweep);
    }

    /** Whether one of them is restarted, asked for its health or stopped with another one, which takes a daemon that is awake. */
    public boolean needCare() {
        return list().stream().anyMatch(executable -> switch (executable.state()) {
            case Running _, BackOff _ -> executable.spec().upkeep().needsCare();
            case ExecutableState.Starting _, Exited _ -> false;
        });
    }

    /** Keeps their logs from growing without end; called every second. */
    public void keepLogs() {
        list().forEach(Executable::keepLog);
    }

    /** The executable of that name, if there is one. */
    public Optional<Executable> find(ExecutableName name) {
        synchronized (byName) {
            return Optional.ofNullable(byName.get(name));
        }
    }

    /** The one that runs as the process with this pid. */
    public Optional<Executable> running(int pid) {
        return list().stream()
                .filter(executable -> executable.state() instanceof Running running
                        && running.process().pid() == pid)
                .findFirst();
    }

    /**
     * The executable of that name.
     *
     * @throws ExecutableException NOT_FOUND
     */
    public Executable get(ExecutableName name) {
        return find(name).orElseThrow(() -> new ExecutableException.NotFound(name.text(), surroundings.cell()));
    }

    /** All of them, in order of their start. */
    public List<Executable> list() {
        synchronized (byName) {
            return new ArrayList<>(byName.values());
        }
    }
}
