// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceStopRequest;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            description = "From the stop signal to the kill. Default: what each executable was started with, else 10.")
    private @Nullable Seconds grace;

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
            PodServiceStopRequest.Builder request =
                    PodServiceStopRequest.newBuilder().setName(name);
            if (grace != null) {
                request.setGracePeriod(grace.duration());
            }
            client.pods().stop(request.build());
            return;
        }
        Workload workload = workloads.find(name);
        CellServiceStopRequest.Builder request =
                CellServiceStopRequest.newBuilder().setExecutableName(workload.executableName());
        workload.ifInCell(request::setCellName);
        if (grace != null) {
            request.setGracePeriod(grace.duration());
        }
        client.cells().stop(request.build());
    }
}
