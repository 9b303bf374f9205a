// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.ImageServiceRemoveRequest;
import io.aurae.proto.images.v0.ImageServiceStatusRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes images. */
@Command(
        name = "rmi",
        header = "Remove images from the node.",
        description = {
            "A reference loses its name, and the image goes with its last one; an id takes the image with all its names.",
            "An image that a cell uses stays."
        },
        footer = "  aurae rmi nginx:1.27")
final class Rmi implements Callable<Integer> {
    @Option(
            names = {"-f", "--force"},
            description = "An image that is not there is no failure.")
    private boolean force;

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "A reference, a digest or an id.")
    private List<String> references = List.of();

    private final Aurae aurae;

    Rmi(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            references.forEach(reference -> remove(client, reference));
        }
        return ExitCode.OK;
    }

    private void remove(AuraeClient client, String reference) {
        ImageServiceStatusRequest status =
                ImageServiceStatusRequest.newBuilder().setReference(reference).build();
        if (!force && !client.images().status(status).hasImage()) {
            throw CliException.notFound(
                    "the node has no image '" + reference + "' (expected: one that 'aurae images' shows)");
        }
        client.images()
                .remove(ImageServiceRemoveRequest.newBuilder()
                        .setReference(reference)
                        .build());
        aurae.streams().out().println(reference);
    }
}
