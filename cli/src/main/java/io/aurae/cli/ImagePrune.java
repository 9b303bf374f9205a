// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes images that nothing uses. */
@Command(
        name = "prune",
        header = "Remove images that no cell uses and nobody has pinned.",
        description =
                "Without --all only those that have no tag. Shows what would go and asks, unless --force is given.",
        footer = {"  aurae image prune", "  aurae image prune --all --older-than 24h --force"})
final class ImagePrune implements Callable<Integer> {
    @Mixin
    private final PruneOptions options = new PruneOptions();

    private final Aurae aurae;

    ImagePrune(Aurae aurae) {
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
