// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what runs. */
@Command(
        name = "ps",
        header = "List what runs.",
        description = {
            "One line for each cell with an image, and for each executable of other cells. NAME is what logs, exec, stop and rm take."
        },
        footer = {"  aurae ps", "  aurae ps --all --output json"})
final class Ps implements Callable<Integer> {
    /** A line as programs get it. */
    private record Row(
            String name,
            String cell,
            String executable,
            String pod,
            String image,
            String command,
            String state,
            int pid,
            int exitCode,
            String health,
            int restarts,
            String address,
            String ports,
            String createdAt) {}

    @Option(
            names = {"-a", "--all"},
            description = "Also what has ended and what was not started yet.")
    private boolean all;

    private final Aurae aurae;

    Ps(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        List<Workload> shown;
        try (AuraeClient client = aurae.connect()) {
            shown = Workloads.read(client).all().stream()
                    .filter(workload -> all || workload.isRunning())
                    .toList();
        }
        aurae.output()
                .show(
                        () -> table(shown, Instant.now()),
                        () -> Documents.ofRecord(shown.stream().map(Ps::row).toList()));
        return ExitCode.OK;
    }

    private static Table table(List<Workload> shown, Instant now) {
        Table table = new Table("NAME", "IMAGE OR COMMAND", "STATE", "ADDRESS", "PORTS", "CREATED");
        for (Workload workload : shown) {
            String created = Words.age(workload.cell().getCreatedAt(), now);
            table.add(
                    workload.name(),
                    workload.what(),
                    workload.state(now),
                    workload.address(),
                    workload.ports(),
                    created.isEmpty() ? "" : created + " ago");
        }
        return table;
    }

    private static Row row(Workload workload) {
        String state = workload.status().getState().name().replace("EXECUTABLE_STATE_", "");
        return new Row(
                workload.name(),
                workload.cellName(),
                workload.executableName(),
                workload.pod().map(pod -> pod.getPod().getName()).orElse(""),
                workload.cell().getRoot().getImage(),
                workload.cell().hasRoot()
                        ? String.join(" ", workload.status().getExecutable().getArgsList())
                        : workload.what(),
                state.toLowerCase(java.util.Locale.ROOT),
                workload.status().getPid(),
                workload.status().getExitCode(),
                workload.health(),
                workload.status().getRestartCount(),
                workload.address(),
                workload.ports(),
                Words.timestamp(workload.cell().getCreatedAt()));
    }
}
