// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Resource;
import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.ledger.Book;
import io.aurae.auraed.resource.Boot;
import io.aurae.auraed.resource.Claims;
import io.aurae.auraed.resource.Damaged;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.linux.Linux;
import io.aurae.oci.image.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All cells of this daemon: those of the node itself and those in its pods. Thread-safe; of two calls that allocate or free the same
 * cell, or one in the other, the second waits for the first.
 */
public final class Cells {
    /** How many cells a node may have, those in pods included. */
    static final int MAX_CELLS = 10_000;

    private final Workshop workshop;
    private final Names names;
    private final Home node;
    private final Homes homes;
    private final TreeMap<ResourceName, Cell> byName = new TreeMap<>();
    private final Claims claims = new Claims();
    private final Damaged damaged;
    private final Freezing freezing = new Freezing(this);
    private final Statistics statistics;
    private final int most;
    private final Needs needs;
    private int coming;

    /**
     * @param node the home of cells that no label of {@code homes} names
     * @param homes the pods
     */
    public Cells(Workshop workshop, Names names, Home node, Homes homes) {
        this(workshop, names, node, homes, MAX_CELLS);
    }

    /** With another limit of their number. */
    Cells(Workshop workshop, Names names, Home node, Homes homes, int most) {
        this.most = most;
        this.workshop = workshop;
        this.names = names;
        this.node = node;
        this.homes = homes;
        this.damaged = new Damaged(names, Names.Kind.CELL);
        this.needs = new Needs(workshop, this::list);
        this.statistics = new Statistics(
                this,
                homes,
                workshop.engine().cgroups(),
                new WrittenLayers(workshop.engine().linux(), workshop.snapshots()));
    }

    /**
     * Finds the cells of an earlier daemon, and undoes what is half made; to be called once, when the pods are there. Answers what could
     * not be restored, a sentence each; such a cell is left as it is.
     */
    public List<String> restore() {
        List<String> problems = mend();
        orphans().forEach(snapshot -> removeOrphan(snapshot, problems));
        return problems;
    }

    /** Finds, or undoes, what lies in directories and is not in memory; answers what it could not, a sentence each. */
    List<String> mend() {
        List<String> problems = new ArrayList<>();
        // In order of their names, so that a cell is there before those in it.
        for (Path directory : ResourceDirectory.list(workshop.directory())) {
            Optional<ResourceName> name = ResourceName.ofDirectory(directory);
            Optional<Cell> cell = name.flatMap(this::find);
            try {
                if (cell.isPresent()) {
                    problems.addAll(cell.get().executables().mend());
                } else {
                    restore(directory, problems);
                }
            } catch (RuntimeException e) {
                String problem = "cell in '" + directory + "' not restored: " + e.getMessage();
                problems.add(problem);
                name.filter(damagedOne -> cell.isEmpty()).ifPresent(damagedOne -> damaged.add(damagedOne, problem));
            }
        }
        return problems;
    }

    private void restore(Path directory, List<String> problems) {
        ResourceName name = ResourceName.ofDirectory(directory)
                .orElseThrow(() -> new CellException.Invalid(
                        "directory '" + directory + "' has no cell's name (expected: labels joined by '.')"));
        try (Claims.Claim _ = claims.take(name)) {
            if (find(name).isPresent() || !Files.isDirectory(directory)) {
                return; // another call has just made or freed it
            }
            Optional<Cell> found = Cell.restore(workshop, directory, this::homeOf);
            damaged.remove(name);
            found.ifPresent(cell -> {
                adopt(cell);
                problems.addAll(cell.executables().restore());
            });
        }
    }

    /** What they have of the kernel. */
    public Book book() {
        return new CellBook(this, workshop, this::likelyHomeOf);
    }

    private Home likelyHomeOf(ResourceName name) {
        return homes.named(name.first()).orElse(node);
    }

    /**
     * After a reboot the cells are gone, and what they wrote to their roots is of no use to anybody. Without one a cell that this daemon
     * does not know may run all the same: under a daemon with another runtime directory, or with its own directory lost.
     */
    private void removeOrphan(Path snapshot, List<String> problems) {
        if (Boot.hasMarked(snapshot)) {
            problems.add("snapshot '" + snapshot + "' has no cell (expected: one in '" + workshop.directory()
                    + "'; left as it is until the machine is started anew)");
        } else {
            workshop.images().snapshots().remove(snapshot);
        }
    }

    private List<Path> orphans() {
        return ResourceDirectory.list(workshop.snapshots()).stream()
                .filter(snapshot -> Files.notExists(workshop.directory().resolve(cellOf(snapshot))))
                .toList();
    }

    private static String cellOf(Path snapshot) {
        return snapshot.getFileName().toString().replaceFirst("@.*", "");
    }

    private void adopt(Cell cell) {
        ResourceName name = cell.name();
        if (name.isTop()) {
            names.reserve(name.path(), Names.Kind.CELL);
        }
        synchronized (this) {
            byName.put(name, cell);
        }
    }

    /**
     * Makes a cell. Repeating: an identical request answers with the cell there is.
     *
     * @throws io.aurae.base.AuraeException as the Allocate call documents
     */
    Cell allocate(CellSpec spec) {
        ResourceName name = spec.name();
        try (Claims.Claim _ = claims.take(name)) {
            damaged.requireNot(name);
            Optional<Cell> existing = find(name);
            if (existing.isPresent()) {
                return requireSame(existing.get(), spec);
            }
            spec.security().requireHere();
            Home home = homeOf(name);
            MappedMounts.requirePossible(home, spec);
            takeRoom();
            try {
                return needs.holding(spec, () -> makeAndList(spec, home));
            } finally {
                giveRoom();
            }
        }
    }

    /** Counts a cell that is not there yet, so that callers at the same time cannot pass the limit together. */
    private synchronized void takeRoom() {
        if (byName.size() + coming >= most) {
            throw new CellException.TooMany(most);
        }
        coming++;
    }

    private synchronized void giveRoom() {
        coming--;
    }

    private Cell makeAndList(CellSpec spec, Home home) {
        Cell cell = make(spec, home);
        synchronized (this) {
            byName.put(spec.name(), cell);
        }
        statistics.begin(cell);
        record(spec.name(), EventKind.ALLOCATED);
        return cell;
    }

    private Cell make(CellSpec spec, Home home) {
        ResourceName name = spec.name();
        CellImages images = needs.images(spec);
        CellRecord begun = images.record(spec, Instant.now()).within(isIsolatedAround(name));
        if (!name.isTop()) {
            return Cell.allocate(workshop, home, begun, images);
        }
        names.reserve(name.path(), Names.Kind.CELL);
        try {
            return Cell.allocate(workshop, home, begun, images);
        } catch (RuntimeException e) {
            names.release(name.path(), Names.Kind.CELL);
            throw e;
        }
    }

    /** What a cell around it was promised holds for it too. */
    private boolean isIsolatedAround(ResourceName name) {
        return !name.isTop()
                && find(name.parent())
                        .filter(parent -> parent.record().isolatedProcesses())
                        .isPresent();
    }

    private static Cell requireSame(Cell existing, CellSpec spec) {
        if (!existing.record().spec().equals(spec)) {
            throw new CellException.AlreadyExists(spec.name());
        }
        return existing;
    }

    /** Where a cell of this name lies: in a pod, or on the node, where everything but a top cell lies in another cell. */
    private Home homeOf(ResourceName name) {
        Optional<Home> pod = homes.named(name.first());
        boolean inPod = pod.isPresent() && name.labels().size() == 2;
        if (!name.isTop() && !inPod && find(name.parent()).isEmpty()) {
            throw new CellException.NoParent(name);
        }
        return pod.orElse(node);
    }

    /** @throws CellException NOT_FOUND, FAILED_PRECONDITION when it would lie in a pod that does not run */
    void requireHomeUp(ResourceName name) {
        if (!homeOf(name).isUp()) {
            throw new CellException.Down(name);
        }
    }

    /**
     * Changes limits of a cell.
     *
     * @throws io.aurae.base.AuraeException as the Update call documents
     */
    Cell update(ResourceName name, CgroupLimits change) {
        try (Claims.Claim _ = claims.take(name)) {
            Cell cell = get(name);
            cell.update(change);
            record(name, EventKind.UPDATED);
            return cell;
        }
    }

    /** Frees a cell and what is below it, innermost first; succeeds when it is absent. */
    void free(ResourceName name) {
        try (Claims.Claim _ = claims.take(name)) {
            if (find(name).isPresent() || damaged.has(name)) {
                freezing.thawAround(name);
                freeWithin(name);
            }
        }
    }

    /** Frees every cell of a pod, and does what {@code then} says before another one can be allocated in it. */
    public void freeAllOf(String pod, Runnable then) {
        ResourceName name = new ResourceName(pod);
        try (Claims.Claim _ = claims.take(name)) {
            freeWithin(name);
            then.run();
        }
    }

    private void freeWithin(ResourceName name) {
        freezing.killFrozen(name);
        damaged.within(name).forEach(this::freeDamaged);
        for (Cell cell : within(name).reversed()) {
            cell.free();
            synchronized (this) {
                byName.remove(cell.name());
            }
            record(cell.name(), EventKind.FREED);
            if (cell.name().isTop()) {
                names.release(cell.name().path(), Names.Kind.CELL);
            }
        }
    }

    private void freeDamaged(ResourceName name) {
        Cell.removeDamaged(workshop, likelyHomeOf(name), name);
        damaged.remove(name);
        record(name, EventKind.FREED);
        orphans().stream()
                .filter(snapshot -> cellOf(snapshot).equals(name.fileName()))
                .forEach(workshop.images().snapshots()::remove);
    }

    void record(ResourceName cell, EventKind kind) {
        workshop.engine().events().record(Resource.cell(cell.path()), kind, "");
    }

    /** Remembers that files were copied, {@code where}; into or out of the node's own root when no cell is given. */
    void recordCopy(Optional<Cell> cell, String where) {
        Resource resource = cell.map(of -> Resource.cell(of.name().path())).orElse(Resource.NODE);
        workshop.engine().events().record(resource, EventKind.COPIED, where);
    }

    Linux linux() {
        return workshop.engine().linux();
    }

    /**
     * Stops everything that runs in a pod's cells, at the same time.
     *
     * @param grace of an executable, by its own
     */
    public void stopAllOf(String pod, UnaryOperator<Duration> grace) {
        List<Cell> cells = within(new ResourceName(pod));
        List<Thread> stopping = cells.stream()
                .map(cell -> Thread.ofVirtual()
                        .start(() -> cell.executables().stopAll(grace, () -> freezing.thawWith(cell.name()))))
                .toList();
        for (Thread thread : stopping) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        cells.forEach(freezing::thaw);
    }

    /** Stops following what runs in them, and leaves it running. */
    public void close() {
        list().stream().map(Cell::executables).forEach(Executables::close);
    }

    /** Notices processes that are gone without a trace; called now and then. */
    public void sweep() {
        list().stream().map(Cell::executables).forEach(Executables::sweep);
    }

    /** As {@link Executables#needCare}. */
    public boolean needCare() {
        return list().stream().map(Cell::executables).anyMatch(Executables::needCare);
    }

    /** Keeps logs from growing without end; called every second. */
    public void keepLogs() {
        list().stream().map(Cell::executables).forEach(Executables::keepLogs);
    }

    /** Whether a cell has this image, is being allocated with it, or is damaged and may have it. */
    public boolean uses(Digest image) {
        return damaged.isAny() || needs.has(image);
    }

    /** Whether a cell has this volume among its mounts, is being allocated with it, or is damaged and may have it. */
    public boolean usesVolume(String name) {
        return damaged.isAny() || needs.hasVolume(name);
    }

    /** What runs in a cell as the first process with this pid. */
    public Optional<Executable> running(int pid) {
        return list().stream()
                .flatMap(cell -> cell.executables().running(pid).stream())
                .findFirst();
    }

    synchronized Optional<Cell> find(ResourceName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** @throws CellException NOT_FOUND */
    Cell get(ResourceName name) {
        return find(name).orElseThrow(() -> new CellException.NotFound(name));
    }

    /** All cells in order of their names. */
    synchronized List<Cell> list() {
        return List.copyOf(byName.values());
    }

    /** How cells are frozen. */
    Freezing freezing() {
        return freezing;
    }

    /** What cells use. */
    public Statistics statistics() {
        return statistics;
    }

    Claims claims() {
        return claims;
    }

    /** A cell and those below it, outermost first. */
    synchronized List<Cell> within(ResourceName name) {
        return byName.values().stream()
                .filter(cell -> cell.name().isWithin(name))
                .sorted(Comparator.comparingInt(cell -> cell.name().labels().size()))
                .toList();
    }
}
