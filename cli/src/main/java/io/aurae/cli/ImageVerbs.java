// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs of {@code aurae.images.v0}; three of them have short forms at the top. */
@Command(
        name = "image",
        header = "Work with the images that the node has.",
        description =
                "'aurae pull', 'aurae images' and 'aurae rmi' are short for 'image pull', 'image list' and 'image rm'.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footer = {
            "  aurae image pull nginx",
            "  aurae image export nginx --file nginx.tar",
            "  aurae image import nginx.tar"
        })
final class ImageVerbs {
    private ImageVerbs() {}

    static CommandLine commandLine(Aurae aurae) {
        return new CommandLine(new ImageVerbs())
                .addSubcommand("list", new Images(aurae))
                .addSubcommand("pull", new Pull(aurae))
                .addSubcommand("rm", new Rmi(aurae))
                .addSubcommand(new ImageInspect(aurae))
                .addSubcommand(new ImageImport(aurae))
                .addSubcommand(new ImageExport(aurae))
                .addSubcommand(new ImagePrune(aurae))
                .addSubcommand(new ImagePin.Pin(aurae))
                .addSubcommand(new ImagePin.Unpin(aurae))
                .addSubcommand(new ImageUsage(aurae));
    }
}
