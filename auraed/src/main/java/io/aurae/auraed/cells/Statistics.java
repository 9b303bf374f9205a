// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.Cgroup;
import io.aurae.cgroup.CgroupPath;
import io.aurae.cgroup.Cgroups;
import io.aurae.proto.cells.v0.CellStats;
import io.aurae.proto.cells.v0.ExecutableStats;
import io.aurae.proto.cells.v0.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what cells use; no program is started for it. Thread-safe. */
public final class Statistics {
    private final Cells cells;
    private final Homes homes;
    private final Cgroups cgroups;
    private final WrittenLayers written;
    private final CpuRates rates = new CpuRates(System::nanoTime);

    Statistics(Cells cells, Homes homes, Cgroups cgroups, WrittenLayers written) {
        this.cells = cells;
        this.homes = homes;
        this.cgroups = cgroups;
        this.written = written;
    }

    /** A cell was just made: from now on there are figures to compare with. */
    void begin(Cell cell) {
        rates.nanoCores(cell.cgroup().path().path(), 0);
        written.begin(cell);
    }

    /** Of all cells, in order of their names. */
    List<CellStats> all(StatsQuery query) {
        return of(cells.list(), query);
    }

    /**
     * Of a cell and those below it, or of a pod's.
     *
     * @throws CellException NOT_FOUND when the name is neither's
     */
    List<CellStats> below(ResourceName name, StatsQuery query) {
        List<Cell> found = cells.within(name);
        boolean isHome = name.isTop() && homes.named(name.path()).isPresent();
        if (found.isEmpty() && !isHome) {
            throw new CellException.NotFound(name);
        }
        return of(found, query);
    }

    /** Of the cells in a pod, in order of their names. */
    public List<CellStats> ofPod(String pod, StatsQuery query) {
        return of(cells.within(new ResourceName(pod)), query);
    }

    /** Of a control group; empty when it is not there. */
    public Optional<Usage> usage(CgroupPath cgroup, StatsQuery query) {
        return usage(cgroups.open(cgroup), query);
    }

    private Optional<Usage> usage(Cgroup cgroup, StatsQuery query) {
        return cgroup.stats(query.parts()).map(UsageMessages::usage).map(usage -> withRate(cgroup, usage));
    }

    private Usage withRate(Cgroup cgroup, Usage usage) {
        if (!usage.hasCpu()) {
            return usage;
        }
        OptionalLong rate = rates.nanoCores(cgroup.path().path(), usage.getCpu().getUsageNanos());
        return rate.isEmpty()
                ? usage
                : usage.toBuilder()
                        .setCpu(usage.getCpu().toBuilder().setUsageNanoCores(rate.getAsLong()))
                        .build();
    }

    /** With all processors: the kernel adds up the figures while they are read. */
    private List<CellStats> of(List<Cell> cells, StatsQuery query) {
        return cells.parallelStream()
                .flatMap(cell -> usage(cell.cgroup(), query).map(usage -> stats(cell, usage, query)).stream())
                .toList();
    }

    private CellStats stats(Cell cell, Usage usage, StatsQuery query) {
        CellStats.Builder stats = CellStats.newBuilder().setCellName(cell.name().path());
        if (query.specification()) {
            stats.setCell(CellMessages.cell(cell));
        }
        if (query.executables()) {
            cell.executableCgroups()
                    .forEach((name, cgroup) ->
                            usage(cgroup, query).ifPresent(own -> stats.addExecutables(stats(name, own))));
        }
        stats.setUsage(usage);
        if (query.disk()) {
            written.of(cell).ifPresent(stats.getUsageBuilder()::setDisk);
        }
        return stats.build();
    }

    private static ExecutableStats stats(ExecutableName name, Usage usage) {
        return ExecutableStats.newBuilder()
                .setExecutableName(name.text())
                .setUsage(usage)
                .build();
    }
}
