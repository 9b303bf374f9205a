// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Format;
import io.aurae.cli.output.Output;
import io.aurae.client.AuraeClient;
import io.aurae.proto.events.v0.EventServiceListRequest;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.instances.v0.InstanceStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints all that the node knows of something. */
@Command(
        name = "inspect",
        header = "Print all that the node knows of a pod, a cell, an instance or an executable.",
        description =
                "As YAML, or with --output json as JSON: the pod or instance, each cell with its executable, and the latest events.",
        footer = {"  aurae inspect web", "  aurae inspect --output json web/nginx"})
final class Inspect implements Callable<Integer> {
    private static final int EVENTS = 20;

    @Parameters(paramLabel = "NAME", description = "A pod, cell, instance or cell:executable.")
    private String name = "";

    private final Aurae aurae;

    Inspect(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        JsonObject document = new JsonObject();
        try (AuraeClient client = aurae.connect()) {
            Workloads workloads = Workloads.read(client);
            workloads.pod(name).ifPresent(pod -> document.add("pod", Documents.of(pod)));
            instance(client).ifPresent(instance -> document.add("instance", Documents.of(instance)));
            List<Workload> meant = workloads.meant(name);
            if (document.isEmpty() && meant.isEmpty() && !workloads.hasCell(name)) {
                throw CliException.notFound(
                        "nothing has the name '" + name + "' (expected: a name that 'aurae ps -a' shows)");
            }
            document.add("cells", cells(meant));
            document.add(
                    "events",
                    Documents.of(client.events()
                            .list(EventServiceListRequest.newBuilder()
                                    .setFilter(Happenings.filter(name))
                                    .setLimit(EVENTS)
                                    .build())
                            .getEventsList()));
        }
        Format format = aurae.output().format() == Format.TABLE
                ? Format.YAML
                : aurae.output().format();
        new Output(format, aurae.streams().out()).show(() -> "", () -> document);
        return ExitCode.OK;
    }

    private Optional<InstanceStatus> instance(AuraeClient client) {
        return client.instances().list(InstanceServiceListRequest.getDefaultInstance()).getInstancesList().stream()
                .filter(status -> status.getInstance().getName().equals(name))
                .findFirst();
    }

    private static JsonArray cells(List<Workload> meant) {
        JsonArray cells = new JsonArray();
        for (Workload workload : meant) {
            JsonObject cell = new JsonObject();
            cell.add("cell", Documents.of(workload.cell()));
            cell.add("executable", Documents.of(workload.status()));
            cells.add(cell);
        }
        return cells;
    }
}
