// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;

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
                .addSubcommand(named("list", new Images(aurae)))
                .addSubcommand(named("pull", new Pull(aurae)))
                .addSubcommand(named("rm", new Rmi(aurae)))
                .addSubcommand(new ImageInspect(aurae))
                .addSubcommand(new ImageImport(aurae))
                .addSubcommand(new ImageExport(aurae))
                .addSubcommand(new ImagePrune(aurae))
                .addSubcommand(new ImagePin.Pin(aurae))
                .addSubcommand(new ImagePin.Unpin(aurae))
                .addSubcommand(new ImageUsage(aurae));
    }

    /** A verb under another name than it has at the top, in its help too. */
    private static CommandLine named(String name, Object verb) {
        CommandLine line = new CommandLine(verb);
        String atTop = "aurae " + line.getCommandName();
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        usage.footer(Arrays.stream(usage.footer())
                .map(text -> text.replace(atTop, "aurae image " + name))
                .toArray(String[]::new));
        line.setCommandName(name);
        return line;
    }
}
