// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.cells.v0.CellServiceStopRequest;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes pods and cells. */
@Command(
        name = "rm",
        header = "Remove pods and cells, with their logs and exit codes.",
        description = "What still runs is refused unless --force is given.",
        footer = {"  aurae rm web", "  aurae rm --force web db"})
final class Rm implements Callable<Integer> {
    @Option(
            names = {"-f", "--force"},
            description = "Stop what runs, take a name that is not there for removed, and remove what is damaged too.")
    private boolean force;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "A pod or a cell.")
    private List<String> names = List.of();

    private final Aurae aurae;

    Rm(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            Workloads workloads = Workloads.read(client);
            for (String name : names) {
                remove(client, workloads, name);
                aurae.streams().out().println(name);
            }
        }
        return ExitCode.OK;
    }

    private void remove(AuraeClient client, Workloads workloads, String name) {
        boolean isPod = workloads.pod(name).isPresent();
        if (!force && !isPod && !workloads.hasCell(name)) {
            throw CliException.notFound(
                    "no pod or cell has the name '" + name + "' (expected: a name that 'aurae ps -a' shows)");
        }
        if (!force && workloads.in(name).stream().anyMatch(Workload::isRunning)) {
            throw CliException.refused("'" + name + "' runs (expected: stopped; --force stops it first)");
        }
        if (force) {
            stop(client, workloads, name, isPod);
        }
        boolean isUnknown = !isPod && !workloads.hasCell(name); // of neither kind, or damaged and not listed
        if (isPod || (isUnknown && !name.contains("/"))) {
            client.pods().free(PodServiceFreeRequest.newBuilder().setName(name).build());
        }
        if (!isPod) {
            client.cells()
                    .free(CellServiceFreeRequest.newBuilder().setCellName(name).build());
        }
    }

    /** Lets what runs end as it was promised. */
    private static void stop(AuraeClient client, Workloads workloads, String name, boolean isPod) {
        if (isPod) {
            client.pods().stop(PodServiceStopRequest.newBuilder().setName(name).build());
            return;
        }
        workloads.in(name).stream()
                .filter(Workload::isRunning)
                .forEach(workload -> client.cells()
                        .stop(CellServiceStopRequest.newBuilder()
                                .setCellName(workload.cellName())
                                .setExecutableName(workload.executableName())
                                .build()));
    }
}
