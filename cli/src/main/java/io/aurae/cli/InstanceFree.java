// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.instances.v0.InstanceServiceFreeRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Frees instances. */
@Command(
        name = "free",
        header = "Stop instances and forget them.",
        description = "One that is not there is no failure.",
        footer = "  aurae instance free tenant-a")
final class InstanceFree implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The instance.")
    private List<String> names = List.of();

    private final Aurae aurae;

    InstanceFree(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            for (String name : names) {
                client.instances()
                        .free(InstanceServiceFreeRequest.newBuilder()
                                .setName(name)
                                .build());
            }
        }
        return ExitCode.OK;
    }
}
