// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceSignalRequest;
import io.aurae.proto.cells.v0.CellServiceSignalRequest.Target;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends signals to executables. */
@Command(
        name = "kill",
        header = "Send a signal to what runs.",
        description =
                "The restart policy takes what the signal does for an end of its own; 'stop' keeps it from being restarted.",
        footer = {"  aurae kill web", "  aurae kill --signal HUP web/nginx"})
final class Kill implements Callable<Integer> {
    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            defaultValue = "KILL",
            description = "By name or number. Default: ${DEFAULT-VALUE}.")
    private String signal = "KILL";

    @Option(
            names = {"-a", "--all"},
            description = "To every process of it, not only the first.")
    private boolean all;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "A name that ps shows.")
    private List<String> names = List.of();

    private final Aurae aurae;

    Kill(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            Workloads workloads = Workloads.read(client);
            for (String name : names) {
                Workload workload = workloads.find(name);
                CellServiceSignalRequest.Builder request = CellServiceSignalRequest.newBuilder()
                        .setExecutableName(workload.executableName())
                        .setSignal(signal)
                        .setTarget(all ? Target.TARGET_ALL : Target.TARGET_MAIN);
                workload.ifInCell(request::setCellName);
                client.cells().signal(request.build());
                aurae.streams().out().println(name);
            }
        }
        return ExitCode.OK;
    }
}
