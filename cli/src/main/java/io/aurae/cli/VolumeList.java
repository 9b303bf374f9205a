// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.volumes.v0.Volume;
import io.aurae.proto.volumes.v0.VolumeServiceListRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists volumes. */
@Command(
        name = "list",
        aliases = "ls",
        header = "List volumes.",
        footer = {"  aurae volume list", "  aurae volume list --output json"})
final class VolumeList implements Callable<Integer> {
    private final Aurae aurae;

    VolumeList(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        List<Volume> volumes;
        try (AuraeClient client = aurae.connect()) {
            volumes = client.volumes()
                    .list(VolumeServiceListRequest.getDefaultInstance())
                    .getVolumesList();
        }
        aurae.output().show(() -> table(volumes), () -> Documents.of(volumes));
        return ExitCode.OK;
    }

    private static Table table(List<Volume> volumes) {
        Table table = new Table("NAME", "PATH", "CREATED");
        Instant now = Instant.now();
        for (Volume volume : volumes) {
            table.add(volume.getName(), volume.getPath(), Words.age(volume.getCreatedAt(), now) + " ago");
        }
        return table;
    }
}
