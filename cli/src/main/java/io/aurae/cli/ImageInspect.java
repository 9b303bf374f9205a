// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageConfig;
import io.aurae.proto.images.v0.ImageServiceStatusRequest;
import io.aurae.proto.images.v0.ImageServiceStatusResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one image. */
@Command(
        name = "inspect",
        header = "Show all that the node knows of an image.",
        footer = {"  aurae image inspect nginx", "  aurae image inspect nginx --output json"})
final class ImageInspect implements Callable<Integer> {
    @Parameters(paramLabel = "IMAGE", description = "A reference, a digest or an id.")
    private String reference = "";

    private final Aurae aurae;

    ImageInspect(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        ImageServiceStatusResponse answer;
        try (AuraeClient client = aurae.connect()) {
            answer = client.images()
                    .status(ImageServiceStatusRequest.newBuilder()
                            .setReference(reference)
                            .build());
        }
        if (!answer.hasImage()) {
            throw CliException.notFound(
                    "the node has no image '" + reference + "' (expected: one that 'aurae images' shows)");
        }
        aurae.output().show(() -> table(answer.getImage()), () -> Documents.of(answer.getImage()));
        return ExitCode.OK;
    }

    private static Table table(Image image) {
        Table table = new Table("WHAT", "VALUE");
        table.add("id", image.getId());
        image.getTagsList().forEach(tag -> table.add("tag", tag));
        image.getDigestsList().forEach(digest -> table.add("digest", digest));
        table.add("size", Words.size(image.getSizeBytes()));
        ImageConfig config = image.getConfig();
        table.add("user", config.getUser());
        table.add("entrypoint", String.join(" ", config.getEntrypointList()));
        table.add("command", String.join(" ", config.getCommandList()));
        table.add("directory", config.getWorkingDirectory());
        config.getEnvList().forEach(variable -> table.add("variable", variable));
        config.getExposedPortsList().forEach(port -> table.add("port", port));
        config.getVolumesList().forEach(volume -> table.add("volume", volume));
        config.getLabelsMap().forEach((name, value) -> table.add("label", name + "=" + value));
        return table;
    }
}
