// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Frees what nobody needs. */
@Command(
        name = "prune",
        header = "Remove what nothing on the node needs.",
        description = {
            "Those are images that no cell uses and nobody has pinned; without --all only those that have no tag.",
            "Shows what would go and asks, unless --force is given."
        },
        footer = {"  aurae system prune", "  aurae system prune --all --force"})
final class SystemPrune implements Callable<Integer> {
    @Mixin
    private final PruneOptions options = new PruneOptions();

    private final Aurae aurae;

    SystemPrune(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() throws IOException {
        try (AuraeClient client = aurae.connect()) {
            options.prune(client, aurae.streams());
        }
        return ExitCode.OK;
    }
}
