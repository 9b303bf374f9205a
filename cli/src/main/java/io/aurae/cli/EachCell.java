// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import java.util.List;
import java.util.function.BiConsumer;
import picocli.CommandLine.Parameters;

/** The cells of verbs that do one thing to each of several. */
final class EachCell {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "A cell, or a pod with one cell.")
    private List<String> names = List.of();

    /** Does it to each, in the order given, and prints the name of each that is done; stops at the first that fails. */
    int call(Aurae aurae, BiConsumer<AuraeClient, String> change) {
        try (AuraeClient client = aurae.connect()) {
            Workloads workloads = Workloads.read(client);
            for (String name : names) {
                change.accept(client, workloads.cell(name));
                aurae.streams().out().println(name);
            }
        }
        return ExitCode.OK;
    }
}
