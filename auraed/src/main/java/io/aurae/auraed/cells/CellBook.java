// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableBook;
import io.aurae.auraed.ledger.Book;
import io.aurae.auraed.ledger.Entry;
import io.aurae.auraed.ledger.KernelObject.Kind;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What cells and their executables have of the kernel. A cell's directory is named by it and made before anything else, so the names of the
 * directories are enough, also of those that are half made or damaged.
 *
 * @param homeOf where a cell of this name lies, as far as it is known
 */
record CellBook(Cells cells, Workshop workshop, Function<ResourceName, Home> homeOf) implements Book {
    @Override
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (Path directory : ResourceDirectory.list(workshop.directory())) {
            ResourceName.ofDirectory(directory).ifPresent(name -> add(name, directory, entries));
        }
        return entries;
    }

    private void add(ResourceName name, Path directory, List<Entry> entries) {
        Home home = homeOf.apply(name);
        Optional<Cell> cell = cells.find(name);
        String owner = "cell '" + name + "'";
        boolean rooted =
                cell.filter(there -> there.record().spec().root() != null).isPresent();
        entries.add(Entry.of(Kind.CGROUP, home.cgroup(name), owner, cell.isPresent() && home.isUp()));
        entries.add(Entry.of(Kind.MOUNT, directory.resolve("root"), owner, rooted));
        Path network = CellSurroundings.network(directory);
        boolean isolated =
                cell.filter(there -> there.record().spec().isolateNetwork()).isPresent();
        entries.add(Entry.of(Kind.MOUNT, network, owner, isolated));
        entries.add(Entry.of(Kind.NAMESPACE, network, owner, isolated));
        cell.ifPresent(there ->
                there.mounts().imageMounts().forEach(mount -> entries.add(Entry.of(Kind.MOUNT, mount, owner, true))));
        entries.addAll(ExecutableBook.entries(
                directory.resolve("executables"),
                executable -> home.cgroup(name).child("_" + executable),
                cell.map(Cell::executables)));
    }

    @Override
    public List<String> mend() {
        return cells.mend();
    }

    @Override
    public List<String> inspect() {
        return cells.list().stream()
                .flatMap(cell -> cell.executables().leftovers().stream())
                .toList();
    }
}
