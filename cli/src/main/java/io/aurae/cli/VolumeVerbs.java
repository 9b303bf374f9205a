// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs of {@code aurae.volumes.v0}, one by one. */
@Command(
        name = "volume",
        header = "Work with volumes: named directories of the node that outlive pods.",
        description =
                "A pod gets one by 'run --volume NAME:/path'. A volume that a cell is allocated with cannot be removed.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footer = {
            "  aurae volume create state",
            "  aurae run --rm -v state:/state busybox -- sh -c 'date >> /state/dates'",
            "  aurae volume rm state"
        })
final class VolumeVerbs {
    private VolumeVerbs() {}

    static CommandLine commandLine(Aurae aurae) {
        return new CommandLine(new VolumeVerbs())
                .addSubcommand(new VolumeCreate(aurae))
                .addSubcommand(new VolumeList(aurae))
                .addSubcommand(new VolumeInspect(aurae))
                .addSubcommand(new VolumeRemove(aurae));
    }
}
