// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.Times;
import io.aurae.base.Tally;
import io.aurae.base.Tally.Counted;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import io.aurae.oci.layer.DiskUse;
import io.aurae.proto.cells.v0.DiskUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;

/** How much cells have written to their roots. Nobody who asks waits until files are counted; one thread does it behind them. Thread-safe. */
final class WrittenLayers {
    private final Linux linux;
    private final Path directory;
    private final Executor counter = Tally.counter("written-layers");
    private final Map<Cell, Tally<DiskUse>> tallies = Collections.synchronizedMap(new WeakHashMap<>());

    /** @param directory where all cells' layers lie */
    WrittenLayers(Linux linux, Path directory) {
        this.linux = linux;
        this.directory = directory;
    }

    /** To be called when a cell was just made: its layer is empty, so that counting it takes no time. */
    void begin(Cell cell) {
        try {
            tally(cell).ifPresent(Tally::count);
        } catch (LinuxException | UncheckedIOException e) {
            return; // it is counted when somebody asks
        }
    }

    /** What was counted within the last minute; empty also for a cell that cannot write to its root or has none. */
    Optional<DiskUsage> of(Cell cell) {
        return tally(cell).flatMap(Tally::latest).map(this::message);
    }

    private Optional<Tally<DiskUse>> tally(Cell cell) {
        return cell.writtenLayer()
                .map(layer -> tallies.computeIfAbsent(cell, _ -> new Tally<>(counter, () -> count(layer))));
    }

    private DiskUse count(Path layer) {
        try {
            return DiskUse.of(linux, layer);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot count what is in '" + layer + "'", e);
        }
    }

    private DiskUsage message(Counted<DiskUse> counted) {
        return DiskUsage.newBuilder()
                .setBytes(counted.value().bytes())
                .setInodes(counted.value().inodes())
                .setCountedAt(Times.message(counted.at()))
                .setDirectory(directory.toString())
                .build();
    }
}
