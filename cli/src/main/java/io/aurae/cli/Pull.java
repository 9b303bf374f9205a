// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.terminal.PullView;
import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServicePullRequest;
import io.aurae.proto.images.v0.ImageServicePullResponse;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Fetches an image. */
@Command(
        name = "pull",
        header = "Fetch an image from its registry.",
        description = {
            "What the node already has is not fetched again. Shows a progress bar on a terminal, lines elsewhere; prints the image's digest."
        },
        footer = {"  aurae pull nginx", "  aurae pull registry.example.com/team/app@sha256:…"})
final class Pull implements Callable<Integer> {
    @Parameters(
            paramLabel = "IMAGE",
            description = "[registry/]repository[:tag][@digest]; docker.io and latest are the defaults.")
    private String reference = "";

    private final Aurae aurae;

    Pull(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        Image image;
        try (AuraeClient client = aurae.connect()) {
            image = pull(client, reference, aurae.streams());
        }
        String name = image.getDigestsCount() > 0 ? image.getDigests(0) : image.getId();
        aurae.output().show(() -> name, () -> Documents.of(image));
        return ExitCode.OK;
    }

    /** Fetches an image and shows on the error stream how far it is. */
    static Image pull(AuraeClient client, String reference, Streams streams) {
        ImageServicePullRequest request =
                ImageServicePullRequest.newBuilder().setReference(reference).build();
        Iterator<ImageServicePullResponse> events = client.images().pull(request);
        Image image = Image.getDefaultInstance();
        try (PullView view = PullView.on(streams.err(), streams.errIsTerminal(), reference)) {
            while (events.hasNext()) {
                ImageServicePullResponse event = events.next();
                if (event.hasProgress()) {
                    view.show(event.getProgress());
                }
                image = event.hasImage() ? event.getImage() : image;
            }
        }
        return image;
    }
}
