// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs of {@code aurae.cells.v0}, one by one. */
@Command(
        name = "cell",
        header = "Work with cells and their executables, call by call.",
        description =
                "A cell is a named cgroup with limits. Its name is a path of labels joined by '/', the cell it lies in first.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footer = {
            "  aurae cell allocate --cpus 0.5 --memory 64m jobs",
            "  aurae cell start jobs sleeper -- sleep 60",
            "  aurae cell free jobs"
        })
final class CellVerbs {
    private CellVerbs() {}

    static CommandLine commandLine(Aurae aurae) {
        return new CommandLine(new CellVerbs())
                .addSubcommand(new CellAllocate(aurae))
                .addSubcommand(new CellStart(aurae))
                .addSubcommand(new CellWait(aurae))
                .addSubcommand(new CellStop(aurae))
                .addSubcommand(new CellFree(aurae))
                .addSubcommand(new CellList(aurae));
    }
}
