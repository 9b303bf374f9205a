// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.ImageServicePinRequest;
import io.aurae.proto.images.v0.ImageServiceUnpinRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Keeps images from being collected, or lets them be collected again. */
abstract class ImagePin implements Callable<Integer> {
    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "A reference, a digest or an id.")
    private List<String> references = List.of();

    private final Aurae aurae;

    private ImagePin(Aurae aurae) {
        this.aurae = aurae;
    }

    abstract void change(AuraeClient client, String reference);

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            for (String reference : references) {
                change(client, reference);
                aurae.streams().out().println(reference);
            }
            aurae.streams().out().flush();
        }
        return ExitCode.OK;
    }

    @Command(
            name = "pin",
            header = "Keep images from every prune and collection.",
            description = "'image rm' removes them all the same.",
            footer = "  aurae image pin nginx")
    static final class Pin extends ImagePin {
        Pin(Aurae aurae) {
            super(aurae);
        }

        @Override
        void change(AuraeClient client, String reference) {
            client.images()
                    .pin(ImageServicePinRequest.newBuilder()
                            .setReference(reference)
                            .build());
        }
    }

    @Command(
            name = "unpin",
            header = "Let pinned images be pruned and collected again.",
            footer = "  aurae image unpin nginx")
    static final class Unpin extends ImagePin {
        Unpin(Aurae aurae) {
            super(aurae);
        }

        @Override
        void change(AuraeClient client, String reference) {
            client.images()
                    .unpin(ImageServiceUnpinRequest.newBuilder()
                            .setReference(reference)
                            .build());
        }
    }
}
