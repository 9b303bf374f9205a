// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.DiskUse;
import io.aurae.proto.images.v0.ImageServiceUsageRequest;
import io.aurae.proto.images.v0.ImageServiceUsageResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Tells what the node keeps on its disk. */
@Command(
        name = "df",
        header = "Tell what the node keeps on its disk.",
        description = "Counted as du(1) does. 'aurae image usage' tells more about images.",
        footer = {"  aurae system df", "  aurae system df --output json"})
final class SystemDf implements Callable<Integer> {
    private final Aurae aurae;

    SystemDf(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        ImageServiceUsageResponse usage;
        try (AuraeClient client = aurae.connect()) {
            usage = client.images().usage(ImageServiceUsageRequest.getDefaultInstance());
        }
        aurae.output().show(() -> table(usage), () -> Documents.of(usage));
        return ExitCode.OK;
    }

    private static Table table(ImageServiceUsageResponse usage) {
        Table table = new Table("WHAT", "SIZE", "FILES", "WHERE");
        add(table, "images", usage.getTotal(), usage.getPath());
        add(table, "  layers, unpacked", usage.getLayers(), usage.getPath() + "/layers");
        add(table, "  layers, as fetched", usage.getBlobs(), usage.getPath() + "/blobs");
        usage.getPlacesList().forEach(place -> add(table, place.getKind(), place.getUse(), place.getPath()));
        table.add("free on the disk of images", Words.size(usage.getAvailableBytes()), "", "");
        return table;
    }

    private static void add(Table table, String what, DiskUse use, String where) {
        table.add(what, Words.size(use.getBytes()), Long.toString(use.getInodes()), where);
    }
}
