// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Format;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceStatsRequest;
import io.aurae.proto.cells.v0.CellStats;
import io.aurae.proto.cells.v0.IoDeviceUsage;
import io.aurae.proto.cells.v0.MemoryUsage;
import io.aurae.proto.cells.v0.Usage;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what cells use. */
@Command(
        name = "stats",
        header = "Show what cells use.",
        description = {
            "CPU is the part of one processor in the last second, or with --no-stream since the cell was made, in"
                    + " seconds. Without a name: all cells. DISK is what a cell has written to its root, counted within"
                    + " the last minute, if it was. As json or yaml it measures once. Ctrl-C ends it."
        },
        footer = {"  aurae stats", "  aurae stats --no-stream web", "  aurae stats --output json"})
final class StatsVerb implements Callable<Integer> {
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Option(names = "--no-stream", description = "Measure once.")
    private boolean once;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Cells, and pods with all their cells.")
    private List<String> names = List.of();

    private final Map<String, CellStats> before = new HashMap<>();
    private final Aurae aurae;

    StatsVerb(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (AuraeClient client = aurae.connect()) {
            List<CellStats> stats = read(client);
            if (once || aurae.output().format() != Format.TABLE) {
                aurae.output().show(() -> table(stats), () -> Documents.of(stats));
                return ExitCode.OK;
            }
            remember(stats);
            while (true) {
                TimeUnit.SECONDS.sleep(1);
                List<CellStats> now = read(client);
                String head = aurae.streams().areTerminal() ? CLEAR : "";
                aurae.streams().out().print(head + table(now));
                aurae.streams().out().flush();
                remember(now);
            }
        }
    }

    private void remember(List<CellStats> stats) {
        before.clear();
        stats.forEach(cell -> before.put(cell.getCellName(), cell));
    }

    private List<CellStats> read(AuraeClient client) {
        List<String> asked = names.isEmpty() ? List.of("") : names;
        return asked.stream()
                .flatMap(
                        name -> client
                                .cells()
                                .stats(CellServiceStatsRequest.newBuilder()
                                        .setCellName(name)
                                        .build())
                                .getCellsList()
                                .stream())
                .toList();
    }

    private Table table(List<CellStats> stats) {
        Table table = new Table("CELL", "CPU", "MEMORY", "LIMIT", "READ", "WRITTEN", "PIDS", "DISK");
        for (CellStats cell : stats) {
            Usage usage = cell.getUsage();
            MemoryUsage memory = usage.getMemory();
            table.add(
                    cell.getCellName(),
                    cpu(usage, before.get(cell.getCellName())),
                    usage.hasMemory() ? Words.size(memory.getWorkingSet()) : "",
                    memory.hasLimit() ? Words.size(memory.getLimit()) : "",
                    bytes(usage, IoDeviceUsage::getReadBytes),
                    bytes(usage, IoDeviceUsage::getWriteBytes),
                    usage.hasPids() ? Long.toString(usage.getPids().getCurrent()) : "",
                    usage.hasDisk() ? Words.size(usage.getDisk().getBytes()) : "");
        }
        return table;
    }

    private static String bytes(Usage usage, ToLongFunction<IoDeviceUsage> which) {
        return usage.hasIo()
                ? Words.size(
                        usage.getIo().getDevicesList().stream().mapToLong(which).sum())
                : "";
    }

    private static String cpu(Usage usage, @Nullable CellStats before) {
        long nanos = usage.getCpu().getUsageNanos();
        if (!usage.hasCpu()) {
            return "";
        }
        if (before == null) {
            return String.format(Locale.ROOT, "%.2fs", nanos / 1e9);
        }
        long passed = nanos(usage) - nanos(before.getUsage());
        long used = nanos - before.getUsage().getCpu().getUsageNanos();
        return String.format(Locale.ROOT, "%.1f%%", passed <= 0 ? 0.0 : 100.0 * used / passed);
    }

    private static long nanos(Usage usage) {
        return TimeUnit.SECONDS.toNanos(usage.getReadAt().getSeconds())
                + usage.getReadAt().getNanos();
    }
}
