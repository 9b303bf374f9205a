// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.ByteString;
import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServiceImportRequest;
import io.aurae.proto.images.v0.ImageServiceImportResponse;
import io.aurae.proto.images.v0.ImportOptions;
import io.grpc.StatusException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads images from a file or a directory. */
@Command(
        name = "import",
        header = "Read images from a file or a directory.",
        description = {
            "An OCI layout, or what 'docker save' writes; a tar archive by itself or compressed by gzip or zstd.",
            "Prints the name or id of each image."
        },
        footer = {
            "  aurae image import images.tar",
            "  docker save app | aurae image import - --name registry.example.com/app"
        })
final class ImageImport implements Callable<Integer> {
    private static final int PIECE_BYTES = 256 << 10;

    @Option(
            names = "--name",
            paramLabel = "IMAGE",
            description = "What to call the archive's one image. Default: what the archive says.")
    private String name = "";

    @Parameters(
            paramLabel = "FILE",
            description = "The archive, '-' for standard input, or a directory that is an OCI layout.")
    private String source = "";

    private final Aurae aurae;

    ImageImport(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() throws Exception {
        List<Image> images;
        try (AuraeClient client = aurae.connect()) {
            Path path = Path.of(source);
            if (source.equals("-")) {
                images = send(client, aurae.streams().in());
            } else if (Files.isDirectory(path)) {
                images = sendDirectory(client, path);
            } else {
                try (InputStream in = Files.newInputStream(path)) {
                    images = send(client, in);
                }
            }
        }
        aurae.output()
                .show(
                        () -> images.stream().map(ImageImport::label).collect(Collectors.joining("\n")),
                        () -> Documents.of(images));
        return ExitCode.OK;
    }

    private static String label(Image image) {
        return image.getTagsCount() > 0 ? String.join("\n", image.getTagsList()) : image.getId();
    }

    /** By tar(1), which every machine has. */
    private List<Image> sendDirectory(AuraeClient client, Path directory) throws Exception {
        Process tar = new ProcessBuilder("tar", "-C", directory.toString(), "-cf", "-", ".")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream in = tar.getInputStream()) {
            List<Image> images = send(client, in);
            if (tar.waitFor() != 0) {
                throw CliException.refused("tar of '" + directory + "' ended with exit code " + tar.exitValue());
            }
            return images;
        } finally {
            tar.destroy();
        }
    }

    private List<Image> send(AuraeClient client, InputStream archive)
            throws IOException, InterruptedException, StatusException {
        Conversation<ImageServiceImportRequest, ImageServiceImportResponse> conversation =
                new Conversation<>(client.imageStreams().import_());
        conversation.send(ImageServiceImportRequest.newBuilder()
                .setOptions(ImportOptions.newBuilder().setReference(name))
                .build());
        byte[] piece = new byte[PIECE_BYTES];
        for (int read = archive.read(piece); read >= 0; read = archive.read(piece)) {
            conversation.send(ImageServiceImportRequest.newBuilder()
                    .setArchive(ByteString.copyFrom(piece, 0, read))
                    .build());
        }
        conversation.end();
        List<Image> images = new ArrayList<>();
        conversation.receiveAll(answer -> images.addAll(answer.getImagesList()));
        return images;
    }
}
