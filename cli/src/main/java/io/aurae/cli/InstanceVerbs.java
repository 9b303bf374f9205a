// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs of {@code aurae.instances.v0}, one by one. */
@Command(
        name = "instance",
        header = "Work with nested instances of auraed.",
        description =
                "An instance serves the same library in namespaces of its own: on its own socket, and through its parent by path.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footer = {
            "  aurae instance spawn tenant-a",
            "  aurae cell allocate tenant-a/jobs",
            "  aurae instance free tenant-a"
        })
final class InstanceVerbs {
    private InstanceVerbs() {}

    static CommandLine commandLine(Aurae aurae) {
        return new CommandLine(new InstanceVerbs())
                .addSubcommand(new InstanceSpawn(aurae))
                .addSubcommand(new InstanceStop(aurae))
                .addSubcommand(new InstanceFree(aurae))
                .addSubcommand(new InstanceList(aurae))
                .addSubcommand(new InstanceUpdate(aurae))
                .addSubcommand(new InstanceStats(aurae));
    }
}
