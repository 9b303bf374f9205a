// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.ImageServiceExportRequest;
import io.aurae.proto.images.v0.ImageServiceExportResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes images to a file. */
@Command(
        name = "export",
        header = "Write images to a file, as an OCI layout in a tar archive.",
        description = "The file appears when it is whole. Digests stay as they were fetched.",
        footer = {
            "  aurae image export nginx redis --file images.tar",
            "  aurae image export nginx | gzip > nginx.tar.gz"
        })
final class ImageExport implements Callable<Integer> {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Where to. Default: standard output.")
    private @Nullable Path file;

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "A reference, a digest or an id.")
    private List<String> references = List.of();

    private final Aurae aurae;

    ImageExport(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() throws IOException {
        try (AuraeClient client = aurae.connect()) {
            Iterator<ImageServiceExportResponse> pieces = client.images()
                    .export(ImageServiceExportRequest.newBuilder()
                            .addAllReferences(references)
                            .build());
            if (file == null) {
                copy(pieces, aurae.streams().out());
                aurae.streams().out().flush();
            } else {
                write(pieces, file);
            }
        }
        return ExitCode.OK;
    }

    private static void write(Iterator<ImageServiceExportResponse> pieces, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                copy(pieces, out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void copy(Iterator<ImageServiceExportResponse> pieces, OutputStream out) throws IOException {
        while (pieces.hasNext()) {
            pieces.next().getArchive().writeTo(out);
        }
    }
}
