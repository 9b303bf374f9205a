// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Resource;
import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.network.NetworkNamespace;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.resource.StateFile;
import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.cgroup.Cgroup;
import io.aurae.cgroup.CgroupException;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.cgroup.CgroupPath;
import io.aurae.linux.IdMap;
import io.aurae.linux.UserNamespace;
import io.aurae.oci.store.Snapshots;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group under a name, with the executables in it and, if asked for, an image as their root.
 *
 * <pre>
 *  allocate()          all of it made                   free()
 *  ──────────▶ (half) ────────────────▶ allocated ────────────────▶ gone
 *                │ fails, or the daemon dies: undone
 * </pre>
 *
 * Serialised by {@link Cells} where it is allocated and freed.
 */
final class Cell {
    private static final String RECORD = "cell.json";
    private static final Logger LOG = LoggerFactory.getLogger(Cell.class);

    private static final Duration HALT_PATIENCE = Duration.ofSeconds(10);

    private final Workshop workshop;
    private final Home home;
    private final Path directory;
    private final CellMounts mounts;
    private final Executables executables;
    private final CellSurroundings surroundings;

    private volatile CellRecord record;
    private volatile boolean frozen;

    private Cell(Workshop workshop, Home home, CellRecord record) {
        this.workshop = workshop;
        this.home = home;
        this.record = record;
        this.directory = directory(workshop, record.spec().name());
        this.mounts = new CellMounts(workshop, home.users(), record.spec(), directory);
        this.surroundings = new CellSurroundings(workshop, home, record, root().mountPoint(), mounts);
        this.executables = new Executables(workshop.engine(), surroundings, directory.resolve("executables"));
    }

    /** Makes the cell that is begun, of these images. On failure nothing of it is left. */
    static Cell allocate(Workshop workshop, Home home, CellRecord begun, CellImages images) {
        CellSpec spec = begun.spec();
        Cell cell = new Cell(workshop, home, begun.whole());
        try (Rollback rollback = new Rollback()) {
            rollback.push("undo cell " + spec.name(), cell::free);
            Failpoint.reach("cell.allocate.directory");
            ResourceDirectory.create(cell.directory);
            Failpoint.reach("cell.allocate.record");
            file(cell.directory).write(begun);
            Failpoint.reach("cell.allocate.cgroup");
            Cgroup cgroup = workshop.engine().cgroups().create(home.cgroup(spec.name()));
            Failpoint.reach("cell.allocate.limits");
            cgroup.apply(spec.limits());
            if (spec.main() != null) {
                // Its start is likely to follow. Not before: whoever makes a control group waits for the first move.
                workshop.engine().cgroups().expectMoves();
            }
            cell.makeSurroundings(images);
            Failpoint.reach("cell.allocate.finish");
            file(cell.directory).write(cell.record);
            Failpoint.reach("cell.allocate.answer");
            rollback.release();
            return cell;
        }
    }

    private void makeSurroundings(CellImages images) {
        CellSpec spec = record.spec();
        if (spec.isolateNetwork()) {
            Failpoint.reach("cell.allocate.network");
            network().create();
        }
        CellSpec.Root root = spec.root();
        if (root != null && images.root() != null) {
            Failpoint.reach("cell.allocate.root");
            // Also where its processes may not write: the runtime makes places for mounts in it, and then shows it
            // read-only.
            root().mount(images.root(), false);
        }
        Failpoint.reach("cell.allocate.mounts");
        mounts.mountImages(images.mounted());
    }

    /**
     * Finds a cell of an earlier daemon, its executables not yet; one that was half made is undone, and empty is the answer.
     *
     * @param homeOf tells the home by the name
     */
    static Optional<Cell> restore(Workshop workshop, Path directory, Function<ResourceName, Home> homeOf) {
        Optional<CellRecord> record = file(directory).read();
        if (record.isEmpty()) {
            Optional<CgroupPath> cgroup = ResourceName.ofDirectory(directory)
                    .map(lost -> homeOf.apply(lost).cgroup(lost));
            ResourceDirectory.removeUnrecorded(
                    directory,
                    cgroup.map(path -> workshop.engine().cgroups().open(path).pids())
                            .orElse(List.of()));
            return Optional.empty();
        }
        ResourceName name = record.get().spec().name();
        Cell cell = new Cell(workshop, homeOf.apply(name), record.get());
        if (!record.get().allocated()) {
            workshop.engine().events().record(Resource.cell(name.path()), EventKind.FOUND, "its allocation is undone");
            cell.free();
            return Optional.empty();
        }
        cell.finishUpdate();
        cell.frozen = cell.cgroup().isFrozen();
        return Optional.of(cell);
    }

    /** An update that an earlier daemon began is finished, or where the kernel refuses it, forgotten. */
    private void finishUpdate() {
        CgroupLimits change = record.pending();
        if (change == null) {
            return;
        }
        try {
            update(change);
        } catch (CgroupException e) {
            LOG.warn("cell '{}': an update that was interrupted is refused, keeping the old limits", name(), e);
        }
    }

    /**
     * Changes the limits that are given. On failure all are as before.
     *
     * @throws CgroupException as {@link Cgroup#update}
     */
    synchronized void update(CgroupLimits change) {
        CgroupLimits current = record.limits();
        Failpoint.reach("cell.update.record");
        become(record.updating(change));
        boolean done = false;
        try {
            Failpoint.reach("cell.update.limits");
            cgroup().update(current, change, () -> {
                Failpoint.reach("cell.update.finish");
                become(record.updated(change.over(current)));
            });
            done = true;
        } finally {
            if (!done) {
                become(record.notUpdated());
            }
        }
    }

    private void become(CellRecord next) {
        file(directory).write(next);
        record = next;
    }

    /** Keeps what is in it from running. Repeating: does nothing. @throws CgroupException as {@link Cgroup#freeze} */
    synchronized void freeze() {
        Failpoint.reach("cell.freeze.cgroup");
        cgroup().freeze(HALT_PATIENCE);
        frozen = true;
    }

    /** Lets what is in it run. Repeating: does nothing. */
    synchronized void thaw() {
        Failpoint.reach("cell.thaw.cgroup");
        cgroup().thaw();
        frozen = false;
    }

    /** Kills what is in it and below it while it is frozen, and thaws it; every other cell below it is thawed. */
    synchronized void killFrozen() {
        cgroup().killAll(HALT_PATIENCE);
        frozen = false;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** Held while something is frozen that this cell lies in. */
    Lock freezing() {
        return surroundings.freezing();
    }

    /** As {@link #start(List, boolean)}, for one that may have ended. */
    Executable start(ExecutableSpec asked) {
        return start(List.of(asked));
    }

    /** The same for several. */
    Executable start(List<ExecutableSpec> asked) {
        return start(asked, false);
    }

    /**
     * Starts executables in the order they ask for, and answers the first; one that has only a name is the cell's main.
     *
     * @throws io.aurae.base.AuraeException as {@link Executables#start(List, boolean)}
     */
    Executable start(List<ExecutableSpec> asked, boolean firstTime) {
        return executables.start(asked.stream().map(this::declared).toList(), firstTime);
    }

    private ExecutableSpec declared(ExecutableSpec asked) {
        ExecutableSpec main = record.spec().main();
        return main != null && asked.isNameOnly() && main.name().equals(asked.name()) ? main : asked;
    }

    /** The executable that is declared and was not started yet, if there is one. */
    Optional<ExecutableSpec> unstartedMain() {
        return Optional.ofNullable(record.spec().main())
                .filter(main -> executables.find(main.name()).isEmpty());
    }

    /**
     * Ends what runs and removes every trace. When a step fails, those that can be done nevertheless are, and the record stays, so that it
     * can be repeated.
     */
    void free() {
        Failpoint.reach("cell.free.executables");
        executables.free();
        Failpoint.reach("cell.free.cgroup");
        try (Rollback steps = new Rollback()) {
            steps.push("delete control group of " + name(), () -> cgroup().delete());
            if (record.spec().root() != null) {
                steps.push("remove root of " + name(), () -> root().remove());
                steps.push("unmount images of " + name(), mounts::remove);
            }
            if (record.spec().isolateNetwork()) {
                steps.push(
                        "remove network namespace of " + name(), () -> network().delete());
            }
        }
        Failpoint.reach("cell.free.directory");
        ResourceDirectory.remove(directory);
    }

    /** Ends and removes what is left of a cell that cannot be restored; below it there is none any more. Repeating: tries again. */
    static void removeDamaged(Workshop workshop, Home home, ResourceName name) {
        CellSpec anything = new CellSpec(
                name,
                CgroupLimits.NONE,
                true,
                true,
                Labels.NONE,
                new CellSpec.Root("", true),
                List.of(),
                null,
                List.of(),
                CellSecurity.DEFAULT);
        Cell cell = new Cell(workshop, home, CellRecord.begin(anything, null, List.of(), Instant.now()));
        cell.cgroup().killAll(HALT_PATIENCE);
        cell.executables.takeForDamaged();
        cell.executables.free();
        workshop.engine().linux().unmountWithin(cell.directory);
        cell.free();
    }

    ResourceName name() {
        return record.spec().name();
    }

    CellRecord record() {
        return record;
    }

    CellMounts mounts() {
        return mounts;
    }

    Executables executables() {
        return executables;
    }

    Executable executable(ExecutableName name) {
        return executables.get(name);
    }

    private NetworkNamespace network() {
        return new NetworkNamespace(workshop.engine().linux(), CellSurroundings.network(directory));
    }

    Cgroup cgroup() {
        return workshop.engine().cgroups().open(home.cgroup(name()));
    }

    /** The control groups of its executables that run, by their names. */
    Map<ExecutableName, Cgroup> executableCgroups() {
        Map<ExecutableName, Cgroup> groups = new LinkedHashMap<>();
        for (Executable executable : executables.list()) {
            if (executable.state() instanceof Running) {
                ExecutableName name = executable.spec().name();
                groups.put(
                        name,
                        workshop.engine()
                                .cgroups()
                                .open(CellSurroundings.cgroup(
                                        home, record.spec().name(), name)));
            }
        }
        return groups;
    }

    /** The ids of its users, where they are not the node's. */
    Optional<IdMap> ids() {
        return home.users().map(UserNamespace::ids);
    }

    /** Where its processes find their users: its image, or the node's own root. */
    Path rootDirectory() {
        return record.spec().root() == null ? Path.of("/") : root().mountPoint();
    }

    /** Where what its processes write to their root lies; empty when they have none of their own to write to. */
    Optional<Path> writtenLayer() {
        CellSpec.Root root = record.spec().root();
        return root == null || root.readOnly() ? Optional.empty() : Optional.of(Snapshots.written(root().upper()));
    }

    private CellRoot root() {
        Path upper = workshop.snapshots().resolve(name().fileName());
        return new CellRoot(workshop.images().snapshots(), directory.resolve("root"), upper, home.users());
    }

    private static Path directory(Workshop workshop, ResourceName name) {
        return workshop.directory().resolve(name.fileName());
    }

    private static StateFile<CellRecord> file(Path directory) {
        return new StateFile<>(directory.resolve(RECORD), CellRecord.class);
    }
}
