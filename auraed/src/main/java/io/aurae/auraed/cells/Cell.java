// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.resource.StateFile;
import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.cgroup.Cgroup;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    private final Workshop workshop;
    private final Home home;
    private final CellRecord record;
    private final Path directory;
    private final CellMounts mounts;
    private final Executables executables;

    private Cell(Workshop workshop, Home home, CellRecord record) {
        this.workshop = workshop;
        this.home = home;
        this.record = record;
        this.directory = directory(workshop, record.spec().name());
        this.mounts = new CellMounts(workshop, record.spec(), directory);
        CellSurroundings surroundings = new CellSurroundings(workshop, home, record, root().mountPoint(), mounts);
        this.executables = new Executables(workshop.engine(), surroundings, directory.resolve("executables"));
    }

    /** Makes a cell. On failure nothing of it is left. */
    static Cell allocate(Workshop workshop, Home home, CellSpec spec, CellImages images) {
        CellRecord half = images.record(spec, Instant.now());
        Cell cell = new Cell(workshop, home, half.whole());
        try (Rollback rollback = new Rollback()) {
            rollback.push("undo cell " + spec.name(), cell::free);
            Failpoint.reach("cell.allocate.directory");
            ResourceDirectory.create(cell.directory);
            Failpoint.reach("cell.allocate.record");
            file(cell.directory).write(half);
            Failpoint.reach("cell.allocate.cgroup");
            Cgroup cgroup = workshop.engine().cgroups().create(home.cgroup(spec.name()));
            Failpoint.reach("cell.allocate.limits");
            requireAll(spec.name(), cgroup.apply(spec.limits().toCgroup()));
            CellSpec.Root root = spec.root();
            if (root != null && images.root() != null) {
                Failpoint.reach("cell.allocate.root");
                cell.root().mount(images.root(), root.readOnly());
            }
            Failpoint.reach("cell.allocate.mounts");
            cell.mounts.mountImages(images.mounted());
            Failpoint.reach("cell.allocate.finish");
            file(cell.directory).write(cell.record);
            Failpoint.reach("cell.allocate.answer");
            rollback.release();
            return cell;
        }
    }

    /** A limit that is asked for and not held would be worse than one that is refused. */
    private static void requireAll(ResourceName name, List<String> inexpressible) {
        if (!inexpressible.isEmpty()) {
            throw new CellException.NotOnThisKernel(name, inexpressible);
        }
    }

    /**
     * Finds a cell of an earlier daemon, its executables not yet; one that was half made is undone, and empty is the answer.
     *
     * @param homeOf tells the home by the name
     */
    static Optional<Cell> restore(Workshop workshop, Path directory, Function<ResourceName, Home> homeOf) {
        Optional<CellRecord> record = file(directory).read();
        if (record.isEmpty()) {
            ResourceDirectory.remove(directory);
            return Optional.empty();
        }
        ResourceName name = record.get().spec().name();
        Cell cell = new Cell(workshop, homeOf.apply(name), record.get());
        if (!record.get().allocated()) {
            cell.free();
            return Optional.empty();
        }
        return Optional.of(cell);
    }

    /**
     * Starts an executable; one that has only a name is the cell's main.
     *
     * @throws io.aurae.base.AuraeException as {@link Executables#start}
     */
    Executable start(ExecutableSpec asked) {
        ExecutableSpec main = record.spec().main();
        if (main != null && asked.isNameOnly() && main.name().equals(asked.name())) {
            return executables.start(main);
        }
        return executables.start(asked);
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
        }
        Failpoint.reach("cell.free.directory");
        ResourceDirectory.remove(directory);
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

    private Cgroup cgroup() {
        return workshop.engine().cgroups().open(home.cgroup(name()));
    }

    private CellRoot root() {
        Path upper = workshop.snapshots().resolve(name().fileName());
        return new CellRoot(workshop.images().snapshots(), directory.resolve("root"), upper);
    }

    private static Path directory(Workshop workshop, ResourceName name) {
        return workshop.directory().resolve(name.fileName());
    }

    private static StateFile<CellRecord> file(Path directory) {
        return new StateFile<>(directory.resolve(RECORD), CellRecord.class);
    }
}
