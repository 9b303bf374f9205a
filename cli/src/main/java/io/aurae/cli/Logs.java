// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what an executable wrote. */
@Command(
        name = "logs",
        header = "Print what an executable wrote.",
        description =
                "Its standard output goes to standard output, its standard error to standard error, oldest first.",
        footer = {"  aurae logs --tail 20 web", "  aurae logs --follow web/nginx"})
final class Logs implements Callable<Integer> {
    @Option(
            names = {"-f", "--follow"},
            description = "Stay and print what comes, until it ends.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            description = "Only the last so many lines. Default: all.")
    private @Nullable Integer tail;

    @Parameters(paramLabel = "NAME", description = "A name that ps shows: a pod, a cell, or cell:executable.")
    private String name = "";

    private final Aurae aurae;

    Logs(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            Workload workload = Workloads.read(client).find(name);
            CellServiceLogsRequest.Builder request = CellServiceLogsRequest.newBuilder()
                    .setCellName(workload.cellName())
                    .setExecutableName(workload.executableName())
                    .setFollow(follow);
            if (tail != null) {
                request.setTailLines(Math.max(0, tail));
            }
            client.cells().logs(request.build()).forEachRemaining(piece -> LogFollower.print(piece, aurae.streams()));
        }
        return ExitCode.OK;
    }
}
