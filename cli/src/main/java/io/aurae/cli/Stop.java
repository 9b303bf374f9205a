// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceStopRequest;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops pods, or single executables. */
@Command(
        name = "stop",
        header = "Stop pods and executables.",
        description = {
            "A pod stops with all its cells and gives its address back; a cell's name or cell:executable stops that executable alone.",
            "Each gets its stop signal first and is killed when the time is over. What has stopped keeps its exit code and log until 'rm'."
        },
        footer = {"  aurae stop web", "  aurae stop --time 0 web/nginx"})
final class Stop implements Callable<Integer> {
    @Option(
            names = {"-t", "--time"},
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "From the stop signal to the kill, 0 to 3600. Default: ${DEFAULT-VALUE}.")
    private Seconds grace = new Seconds(10);

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "A name that ps shows: a pod, a cell, or cell:executable.")
    private List<String> names = List.of();

    private final Aurae aurae;

    Stop(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            Workloads workloads = Workloads.read(client);
            for (String name : names) {
                stop(client, workloads, name);
                aurae.streams().out().println(name);
            }
        }
        return ExitCode.OK;
    }

    private void stop(AuraeClient client, Workloads workloads, String name) {
        if (workloads.pod(name).isPresent()) {
            client.pods()
                    .stop(PodServiceStopRequest.newBuilder()
                            .setName(name)
                            .setGracePeriod(grace.duration())
                            .build());
            return;
        }
        Workload workload = workloads.find(name);
        client.cells()
                .stop(CellServiceStopRequest.newBuilder()
                        .setCellName(workload.cellName())
                        .setExecutableName(workload.executableName())
                        .setGracePeriod(grace.duration())
                        .build());
    }
}
