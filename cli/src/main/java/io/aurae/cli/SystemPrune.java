// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.ImageServicePruneResponse;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Frees what nobody needs. */
@Command(
        name = "prune",
        header = "Remove what nothing on the node needs.",
        description = {
            "Those are pods and cells of 'aurae run' in which all has ended, with their logs and exit codes; images that no cell uses and"
                    + " nobody has pinned, without --all only those that have no tag; and with --volumes also volumes that no cell is"
                    + " allocated with, with all that is in them.",
            "Shows what would go and asks, unless --force is given."
        },
        footer = {"  aurae system prune --dry-run", "  aurae system prune --all --volumes --force"})
final class SystemPrune implements Callable<Integer> {
    @Mixin
    private final PruneOptions options = new PruneOptions();

    @Option(names = "--volumes", description = "Volumes that nothing uses too. Default: none.")
    private boolean volumes;

    private final Aurae aurae;

    SystemPrune(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() throws IOException {
        Streams streams = aurae.streams();
        try (AuraeClient client = aurae.connect()) {
            Unneeded unneeded = Unneeded.find(client, options.images(), volumes);
            if (options.confirmed(unneeded.lines(), unneeded.freed(), streams)) {
                ImageServicePruneResponse gone = unneeded.remove(client, options.images());
                new Unneeded(unneeded.pods(), unneeded.cells(), unneeded.volumes(), gone)
                        .lines()
                        .forEach(streams.out()::println);
                streams.out().println("freed " + Words.size(gone.getFreedBytes()));
                streams.out().flush();
            }
        }
        return ExitCode.OK;
    }
}
