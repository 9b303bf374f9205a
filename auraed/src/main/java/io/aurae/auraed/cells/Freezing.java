// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.resource.Claims;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.base.Rollback;
import java.util.List;

/** Freezes and thaws cells; the kernel alone remembers which are frozen. Thread-safe. */
final class Freezing {
    private final Cells cells;

    Freezing(Cells cells) {
        this.cells = cells;
    }

    /**
     * Freezes a cell with all below it, once what is being started there has started. Repeating: does nothing.
     *
     * @throws io.aurae.base.AuraeException as the Freeze call documents
     */
    void freeze(ResourceName name) {
        try (Claims.Claim _ = cells.claims().take(name);
                Rollback locks = new Rollback()) {
            Cell cell = cells.get(name);
            for (Cell below : cells.within(name)) {
                below.freezing().lock();
                locks.push(
                        "let start in " + below.name(), () -> below.freezing().unlock());
            }
            if (!cell.isFrozen()) {
                cell.freeze();
                cells.record(name, EventKind.FROZEN);
            }
        }
    }

    /**
     * Thaws a cell. Repeating: does nothing.
     *
     * @throws io.aurae.base.AuraeException as the Thaw call documents
     */
    void thaw(ResourceName name) {
        try (Claims.Claim _ = cells.claims().take(name)) {
            Cell cell = cells.get(name);
            for (ResourceName around = name; !around.isTop(); ) {
                around = around.parent();
                if (cells.find(around).filter(Cell::isFrozen).isPresent()) {
                    throw new CellException.Frozen(around);
                }
            }
            thaw(cell);
        }
    }

    /** Thaws a cell whatever is around it. Repeating: does nothing. */
    void thaw(Cell cell) {
        if (cell.isFrozen()) {
            cell.thaw();
            cells.record(cell.name(), EventKind.THAWED);
        }
    }

    /** Thaws a cell and those around it, so that something in it can end. */
    void thawWith(ResourceName name) {
        cells.find(name).ifPresent(this::thaw);
        thawAround(name);
    }

    /** Thaws the cells around one. */
    void thawAround(ResourceName name) {
        for (ResourceName around = name; !around.isTop(); ) {
            around = around.parent();
            cells.find(around).ifPresent(this::thaw);
        }
    }

    /** Kills what is frozen in a cell and below it, or in a pod, without letting it run before; the cells are thawed then. */
    void killFrozen(ResourceName name) {
        List<Cell> frozen = cells.within(name).stream().filter(Cell::isFrozen).toList();
        for (Cell cell : frozen) {
            boolean outermost = frozen.stream()
                    .noneMatch(other -> other != cell && cell.name().isWithin(other.name()));
            if (outermost) {
                killFrozen(cell, frozen);
            }
        }
    }

    /** What is frozen inside is held by the outermost one when it is thawed, and so does not run. */
    private static void killFrozen(Cell outermost, List<Cell> frozen) {
        frozen.stream()
                .filter(cell -> cell != outermost && cell.name().isWithin(outermost.name()))
                .forEach(Cell::thaw);
        outermost.killFrozen();
    }
}
