// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServiceUsageRequest;
import io.aurae.proto.images.v0.ImageServiceUsageResponse;
import io.aurae.proto.images.v0.ImageUse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Tells what images take of the disk. */
@Command(
        name = "usage",
        header = "Tell what each image takes of the disk.",
        description = {
            "UNIQUE would go with the image, SHARED is used by others too; both as du(1) counts, layers as fetched and unpacked."
        },
        footer = {"  aurae image usage", "  aurae image usage --output json"})
final class ImageUsage implements Callable<Integer> {
    private final Aurae aurae;

    ImageUsage(Aurae aurae) {
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
        Table table = new Table("IMAGE", "UNIQUE", "SHARED", "FILES", "USED", "PINNED");
        for (ImageUse use : usage.getImagesList()) {
            table.add(
                    label(use.getImage()),
                    Words.size(use.getUnique().getBytes()),
                    Words.size(use.getShared().getBytes()),
                    Long.toString(use.getUnique().getInodes() + use.getShared().getInodes()),
                    use.getInUse() ? "yes" : "no",
                    use.getImage().getPinned() ? "yes" : "no");
        }
        table.add(
                "all of " + usage.getPath(),
                Words.size(usage.getTotal().getBytes()),
                "",
                Long.toString(usage.getTotal().getInodes()),
                "",
                "");
        return table;
    }

    private static String label(Image image) {
        return image.getTagsCount() > 0 ? image.getTags(0) : image.getId();
    }
}
