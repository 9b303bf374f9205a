// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs about the node as a whole. */
@Command(
        name = "system",
        header = "Look after the node as a whole.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footer = {"  aurae system df", "  aurae system prune", "  aurae system check"})
final class SystemVerbs {
    private SystemVerbs() {}

    static CommandLine commandLine(Aurae aurae) {
        return new CommandLine(new SystemVerbs())
                .addSubcommand(new SystemDf(aurae))
                .addSubcommand(new SystemPrune(aurae))
                .addSubcommand(new SystemCheck(aurae));
    }
}
