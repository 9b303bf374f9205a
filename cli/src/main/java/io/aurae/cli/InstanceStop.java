// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.instances.v0.InstanceServiceStopRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops an instance. */
@Command(
        name = "stop",
        header = "End an instance and everything in it.",
        description = "Its record stays until it is freed. One that has stopped or is not there is no failure.",
        footer = "  aurae instance stop tenant-a")
final class InstanceStop implements Callable<Integer> {
    @Option(
            names = {"-t", "--time"},
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "From SIGTERM to the kill, 0 to 31536000. Default: ${DEFAULT-VALUE}.")
    private Seconds grace = new Seconds(10);

    @Parameters(paramLabel = "NAME", description = "The instance.")
    private String name = "";

    private final Aurae aurae;

    InstanceStop(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            client.instances()
                    .stop(InstanceServiceStopRequest.newBuilder()
                            .setName(name)
                            .setGracePeriod(grace.duration())
                            .build());
        }
        return ExitCode.OK;
    }
}
