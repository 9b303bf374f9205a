// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.oci.image.Digest;
import io.aurae.oci.store.Image;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All cells of this daemon: those of the node itself and those in its pods. Thread-safe; two calls never allocate or free one cell at a
 * time.
 */
public final class Cells {
    /** How many cells a node may have, those in pods included. */
    static final int MAX_CELLS = 10_000;

    private final Workshop workshop;
    private final Names names;
    private final Home node;
    private final Homes homes;
    private final TreeMap<ResourceName, Cell> byName = new TreeMap<>();
    private final Set<ResourceName> changing = new HashSet<>();

    /**
     * @param node the home of cells that no label of {@code homes} names
     * @param homes the pods
     */
    public Cells(Workshop workshop, Names names, Home node, Homes homes) {
        this.workshop = workshop;
        this.names = names;
        this.node = node;
        this.homes = homes;
    }

    /**
     * Finds the cells of an earlier daemon, and undoes what is half made; to be called once, when the pods are there. Answers what could
     * not be restored, a sentence each; such a cell is left as it is.
     */
    public List<String> restore() {
        List<String> problems = new ArrayList<>();
        for (Path directory : ResourceDirectory.list(workshop.directory())) {
            try {
                Cell.restore(workshop, directory, label -> Optional.of(home(label)))
                        .ifPresent(this::adopt);
            } catch (RuntimeException e) {
                problems.add("cell in '" + directory + "' not restored: " + e.getMessage());
            }
        }
        return problems;
    }

    private void adopt(Cell cell) {
        ResourceName name = cell.name();
        if (name.isTop()) {
            names.reserve(name.path(), Names.Kind.CELL);
        }
        byName.put(name, cell);
    }

    /**
     * Makes a cell. Repeating: an identical request answers with the cell there is.
     *
     * @throws io.aurae.base.AuraeException as the Allocate call documents
     */
    Cell allocate(CellSpec spec) {
        ResourceName name = spec.name();
        claim(name);
        try {
            Optional<Cell> existing = find(name);
            if (existing.isPresent()) {
                return requireSame(existing.get(), spec);
            }
            requireParent(name);
            Cell cell = make(spec);
            synchronized (this) {
                byName.put(name, cell);
            }
            return cell;
        } finally {
            unclaim(name);
        }
    }

    private Cell make(CellSpec spec) {
        ResourceName name = spec.name();
        @Nullable Digest image = image(spec);
        Home home = home(name.first());
        if (!name.isTop()) {
            return Cell.allocate(workshop, home, spec, image);
        }
        names.reserve(name.path(), Names.Kind.CELL);
        try {
            return Cell.allocate(workshop, home, spec, image);
        } catch (RuntimeException e) {
            names.release(name.path(), Names.Kind.CELL);
            throw e;
        }
    }

    private static Cell requireSame(Cell existing, CellSpec spec) {
        if (!existing.record().spec().equals(spec)) {
            throw new CellException.AlreadyExists(spec.name());
        }
        return existing;
    }

    private void requireParent(ResourceName name) {
        if (!name.isTop()
                && find(name.parent()).isEmpty()
                && homes.named(name.parent().path()).isEmpty()) {
            throw new CellException.NoParent(name);
        }
    }

    private @Nullable Digest image(CellSpec spec) {
        CellSpec.@Nullable Root root = spec.root();
        if (root == null) {
            return null;
        }
        if (homes.named(spec.name().first()).isEmpty()) {
            throw new CellException.Invalid(
                    "cell '" + spec.name() + "' has a root image but lies in no pod (expected: a name below a pod's)");
        }
        return workshop.images()
                .find(root.image())
                .map(Image::id)
                .orElseThrow(() -> new CellException.NoImage(spec.name(), root.image()));
    }

    /** Frees a cell and what is below it, innermost first; succeeds when it is absent. */
    void free(ResourceName name) {
        for (ResourceName each : within(name).reversed()) {
            freeOne(each);
        }
    }

    /** Frees every cell of a pod. */
    public void freeAllOf(String pod) {
        free(new ResourceName(pod));
    }

    private void freeOne(ResourceName name) {
        claim(name);
        try {
            find(name).ifPresent(Cell::free);
            synchronized (this) {
                byName.remove(name);
            }
            if (name.isTop()) {
                names.release(name.path(), Names.Kind.CELL);
            }
        } finally {
            unclaim(name);
        }
    }

    /** Stops everything that runs in a pod's cells, at the same time. */
    public void stopAllOf(String pod, Duration grace) {
        List<Thread> stopping = within(new ResourceName(pod)).stream()
                .flatMap(name -> find(name).stream())
                .map(cell -> Thread.ofVirtual().start(() -> cell.executables().stopAll(grace)))
                .toList();
        for (Thread thread : stopping) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Notices processes that are gone without a trace; called now and then. */
    public void sweep() {
        list().stream().map(Cell::executables).forEach(Executables::sweep);
    }

    /** Whether a cell has this image as its root, or is about to. */
    public boolean uses(Digest image) {
        return list().stream()
                .anyMatch(cell -> image.toString().equals(cell.record().imageId()));
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

    /** The names of a cell and those below it that there are, outermost first. */
    private synchronized List<ResourceName> within(ResourceName name) {
        return byName.keySet().stream()
                .filter(each -> each.isWithin(name))
                .sorted(Comparator.comparingInt(each -> each.labels().size()))
                .toList();
    }

    private Home home(String label) {
        return homes.named(label).orElse(node);
    }

    private synchronized void claim(ResourceName name) {
        if (byName.size() >= MAX_CELLS && !byName.containsKey(name)) {
            throw new CellException.TooMany(MAX_CELLS);
        }
        if (!changing.add(name)) {
            throw new CellException.Busy(name);
        }
    }

    private synchronized void unclaim(ResourceName name) {
        changing.remove(name);
    }
}
