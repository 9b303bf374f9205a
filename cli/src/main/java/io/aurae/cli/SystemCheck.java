// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.client.AuraeClient;
import io.aurae.proto.node.v0.Finding;
import io.aurae.proto.node.v0.NodeServiceCheckRequest;
import io.aurae.proto.node.v0.NodeServiceCheckResponse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares the node's records with its kernel. */
@Command(
        name = "check",
        header = "Compare what is recorded with what the kernel has; tell what differs.",
        description = {
            "Control groups, mounts, network namespaces, links, addresses, processes and sockets are compared with the records of cells,"
                    + " instances and pods.",
            "What lies where only the node makes things and is in no record is told and left alone, as is what should be there and is not."
                    + " What was left half done the node finishes or undoes by itself, every minute.",
            "Ends with 1 when there is anything to tell."
        },
        footer = {"  aurae system check", "  aurae system check --output json"})
final class SystemCheck implements Callable<Integer> {
    private final Aurae aurae;

    @Option(
            names = "--repair",
            description =
                    "First finish or undo what is half done and read again what was damaged, as the node does every minute.")
    private boolean repair;

    SystemCheck(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        NodeServiceCheckResponse checked;
        try (AuraeClient client = aurae.connect()) {
            checked = client.node()
                    .check(NodeServiceCheckRequest.newBuilder()
                            .setRepair(repair)
                            .build());
        }
        List<Finding> findings = checked.getFindingsList();
        aurae.output().show(() -> table(findings), () -> Documents.of(findings));
        return findings.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Table table(List<Finding> findings) {
        Table table = new Table("FINDING", "OBJECT", "MESSAGE");
        for (Finding finding : findings) {
            table.add(word(finding.getKind()), finding.getObject(), finding.getMessage());
        }
        return table;
    }

    private static String word(Finding.Kind kind) {
        return switch (kind) {
            case KIND_UNKNOWN -> "unknown";
            case KIND_MISSING -> "missing";
            case KIND_BROKEN -> "broken";
            case KIND_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }
}
