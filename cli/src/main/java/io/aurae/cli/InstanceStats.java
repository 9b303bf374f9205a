// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.MemoryUsage;
import io.aurae.proto.cells.v0.Usage;
import io.aurae.proto.instances.v0.InstanceServiceStatsRequest;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what an instance uses. */
@Command(
        name = "stats",
        header = "Show what an instance uses with all that is in it.",
        description = "CPU is the time of processors since it was spawned. It is not woken for that.",
        footer = {"  aurae instance stats tenant-a", "  aurae instance stats --output json tenant-a/build"})
final class InstanceStats implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The instance.")
    private String name = "";

    private final Aurae aurae;

    InstanceStats(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        Usage usage;
        try (AuraeClient client = aurae.connect()) {
            usage = client.instances()
                    .stats(InstanceServiceStatsRequest.newBuilder()
                            .setName(name)
                            .build())
                    .getUsage();
        }
        aurae.output().show(() -> table(usage), () -> Documents.of(usage));
        return ExitCode.OK;
    }

    private Table table(Usage usage) {
        Table table = new Table("NAME", "CPU", "MEMORY", "LIMIT", "PIDS");
        MemoryUsage memory = usage.getMemory();
        table.add(
                name,
                String.format(Locale.ROOT, "%.2fs", usage.getCpu().getUsageNanos() / 1e9),
                Words.size(memory.getWorkingSet()),
                memory.hasLimit() ? Words.size(memory.getLimit()) : "",
                Long.toString(usage.getPids().getCurrent()));
        return table;
    }
}
