// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.volumes.v0.VolumeServiceRemoveRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Removes volumes. */
@Command(
        name = "rm",
        header = "Remove volumes, with all that is in them.",
        description = "One that is not there is no failure; one that a cell is allocated with is refused.",
        footer = "  aurae volume rm state")
final class VolumeRemove implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The volume.")
    private List<String> names = List.of();

    private final Aurae aurae;

    VolumeRemove(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            for (String name : names) {
                client.volumes()
                        .remove(VolumeServiceRemoveRequest.newBuilder()
                                .setName(name)
                                .build());
                aurae.streams().out().println(name);
            }
        }
        return ExitCode.OK;
    }
}
