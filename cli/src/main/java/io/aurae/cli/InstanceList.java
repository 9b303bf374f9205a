// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.instances.v0.InstanceState;
import io.aurae.proto.instances.v0.InstanceStatus;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists instances. */
@Command(
        name = "list",
        aliases = "ls",
        header = "List nested instances; pods are shown by ps.",
        footer = {"  aurae instance list", "  aurae instance list tenant-a", "  aurae instance list --output yaml"})
final class InstanceList implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "Those in this instance, such as tenant-a or tenant-a/build. Default: the node's own.")
    private String name = "";

    private final Aurae aurae;

    InstanceList(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        List<InstanceStatus> instances;
        try (AuraeClient client = aurae.connect()) {
            instances = client.instances()
                    .list(InstanceServiceListRequest.newBuilder().setName(name).build())
                    .getInstancesList();
        }
        aurae.output().show(() -> table(instances), () -> Documents.of(instances));
        return ExitCode.OK;
    }

    private static Table table(List<InstanceStatus> instances) {
        Table table = new Table("NAME", "STATE", "PID", "SOCKET", "CREATED");
        Instant now = Instant.now();
        for (InstanceStatus instance : instances) {
            boolean running = instance.getState() == InstanceState.INSTANCE_STATE_RUNNING;
            String created = Words.age(instance.getCreatedAt(), now);
            table.add(
                    instance.getInstance().getName(),
                    running ? "running" : "stopped",
                    running ? Integer.toString(instance.getPid()) : "",
                    instance.getSocket(),
                    created.isEmpty() ? "" : created + " ago");
        }
        return table;
    }
}
