// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.instances.v0.Instance;
import io.aurae.proto.instances.v0.InstanceMounts;
import io.aurae.proto.instances.v0.InstanceServiceSpawnRequest;
import io.aurae.proto.instances.v0.InstanceStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Spawns an instance. */
@Command(
        name = "spawn",
        header = "Start a nested instance of auraed.",
        description = {
            "Prints the socket on which it serves. It costs next to nothing until somebody calls it.",
            "Repeated with the same arguments it succeeds; an instance of that name with others is refused.",
            "A limit that is not given is that of what lies around it. Amounts of bytes take k, m, g or t, powers of 1024."
        },
        footer = {
            "  aurae instance spawn tenant-a",
            "  aurae instance spawn tenant-a/build",
            "  aurae instance spawn --isolate-network --hostname a tenant-a"
        })
final class InstanceSpawn implements Callable<Integer> {
    @Option(
            names = "--hostname",
            paramLabel = "NAME",
            description = "What is seen inside as the hostname. Default: the instance's name.")
    private String hostname = "";

    @Option(names = "--isolate-network", description = "A network namespace of its own, with loopback only.")
    private boolean isolateNetwork;

    @Option(
            names = "--mounts",
            paramLabel = "KIND",
            defaultValue = "host",
            description =
                    "What it sees of the node's files. host: all. slave: all, and mounts made inside stay there. minimal: none but"
                            + " its own and its daemon's. Default: ${DEFAULT-VALUE}.")
    private Mounts mounts = Mounts.HOST;

    @Mixin
    private LimitOptions limits = new LimitOptions();

    /** What an instance sees of the node's files. */
    enum Mounts {
        HOST,
        SLAVE,
        MINIMAL;

        InstanceMounts message() {
            return InstanceMounts.valueOf("INSTANCE_MOUNTS_" + name());
        }
    }

    @Parameters(
            paramLabel = "NAME",
            description = "A label of a-z, 0-9 and '-'; behind the path of the instance it is to be in, if any.")
    private String name = "";

    private final Aurae aurae;

    InstanceSpawn(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        Instance instance = Instance.newBuilder()
                .setName(name)
                .setHostname(hostname)
                .setIsolateNetwork(isolateNetwork)
                .setMounts(mounts.message())
                .setLimits(limits.ofInstance())
                .build();
        InstanceStatus status;
        try (AuraeClient client = aurae.connect()) {
            status = client.instances()
                    .spawn(InstanceServiceSpawnRequest.newBuilder()
                            .setInstance(instance)
                            .build())
                    .getStatus();
        }
        aurae.output().show(status::getSocket, () -> Documents.of(status));
        return ExitCode.OK;
    }
}
