// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.ImageServicePruneRequest;
import io.aurae.proto.images.v0.ImageServicePruneResponse;
import java.io.IOException;
import java.util.List;
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
        Streams streams = aurae.streams();
        ImageServicePruneRequest prune = options.images();
        try (AuraeClient client = aurae.connect()) {
            ImageServicePruneResponse found =
                    client.images().prune(prune.toBuilder().setDryRun(true).build());
            if (options.confirmed(labels(found), Words.size(found.getFreedBytes()), streams)) {
                ImageServicePruneResponse gone = client.images().prune(prune);
                labels(gone).forEach(streams.out()::println);
                streams.out().println("freed " + Words.size(gone.getFreedBytes()));
                streams.out().flush();
            }
        }
        return ExitCode.OK;
    }

    private static List<String> labels(ImageServicePruneResponse answer) {
        return answer.getImagesList().stream().map(PruneOptions::label).toList();
    }
}
