// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.base.Rollback;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Executables of one cell that could not be restored. Each is left alone and keeps its name, until it is stopped and removed, or found whole
 * after all. What is known of one is its name, and with that its control group and its monitor. Thread-safe.
 */
final class DamagedExecutables {
    private final Engine engine;
    private final Surroundings surroundings;
    private final Map<ExecutableName, Damage> known = new LinkedHashMap<>();

    private record Damage(Container container, String reason) {}

    DamagedExecutables(Engine engine, Surroundings surroundings) {
        this.engine = engine;
        this.surroundings = surroundings;
    }

    /** Remembers what lies in a directory. Repeating: remembers the newer reason. */
    synchronized void add(Path directory, String reason) {
        name(directory)
                .ifPresent(name ->
                        known.put(name, new Damage(new Container(engine, surroundings, name, directory), reason)));
    }

    /** Forgets what was found whole. Repeating: does nothing. */
    synchronized void forget(Path directory) {
        name(directory).ifPresent(known::remove);
    }

    private static Optional<ExecutableName> name(Path directory) {
        try {
            return Optional.of(new ExecutableName(directory.getFileName().toString()));
        } catch (ExecutableException e) {
            return Optional.empty();
        }
    }

    private synchronized Optional<Damage> find(ExecutableName name) {
        return Optional.ofNullable(known.get(name));
    }

    /**
     * Refuses a name that is damaged.
     *
     * @throws ResourceException ALREADY_EXISTS
     */
    void requireNot(ExecutableName name) {
        Optional<Damage> damage = find(name);
        if (damage.isPresent()) {
            throw ResourceException.damaged(
                    "executable '" + name + "' in cell '" + surroundings.cell() + "'",
                    damage.get().reason());
        }
    }

    /** Ends its processes at once, as nobody knows how to ask them. Repeating: does nothing. */
    void stop(ExecutableName name) {
        find(name).ifPresent(damage -> damage.container().endAll());
    }

    /**
     * Removes every trace of it. Repeating: does nothing.
     *
     * @throws ExecutableException FAILED_PRECONDITION when there is a process in its control group
     */
    void remove(ExecutableName name) {
        Optional<Damage> damage = find(name);
        if (damage.isPresent()) {
            Container container = damage.get().container();
            if (container.hasProcesses()) {
                throw new ExecutableException.StillRunning(name.text(), surroundings.cell());
            }
            container.undo();
            container.removeTraces();
            forget(container.directory());
        }
    }

    /** Ends and removes all of them, also when one of them fails. Repeating: tries again with what is left. */
    void free() {
        List<ExecutableName> names;
        synchronized (this) {
            names = new ArrayList<>(known.keySet());
        }
        try (Rollback steps = new Rollback()) {
            for (ExecutableName name : names) {
                steps.push("remove executable " + name, () -> remove(name));
                steps.push("end executable " + name, () -> stop(name));
            }
        }
    }
}
