// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the images that the node has. */
@Command(
        name = "images",
        header = "List the images that the node has.",
        description = "SIZE is that of the compressed layers.",
        footer = {"  aurae images", "  aurae images nginx --output json"})
final class Images implements Callable<Integer> {
    private static final int SHORT_ID = 12;

    @Parameters(paramLabel = "IMAGE", arity = "0..1", description = "Only this one: a reference, a digest or an id.")
    private String reference = "";

    private final Aurae aurae;

    Images(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        List<Image> images;
        try (AuraeClient client = aurae.connect()) {
            ImageServiceListRequest request =
                    ImageServiceListRequest.newBuilder().setReference(reference).build();
            images = client.images().list(request).getImagesList();
        }
        aurae.output().show(() -> table(images), () -> Documents.of(images));
        return ExitCode.OK;
    }

    private static Table table(List<Image> images) {
        Table table = new Table("IMAGE", "ID", "SIZE", "PULLED");
        Instant now = Instant.now();
        for (Image image : images) {
            String pulled = Words.age(image.getPulledAt(), now);
            for (String name : names(image)) {
                table.add(
                        name,
                        shortId(image),
                        Words.size(image.getSizeBytes()),
                        pulled.isEmpty() ? "" : pulled + " ago");
            }
        }
        return table;
    }

    /** One that was imported may have none. */
    private static List<String> names(Image image) {
        List<String> names = image.getTagsCount() > 0 ? image.getTagsList() : image.getDigestsList();
        return names.isEmpty() ? List.of("") : names;
    }

    private static String shortId(Image image) {
        String id = image.getId().replaceFirst("^sha256:", "");
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }
}
