// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.observe.v0.GetAuraeDaemonLogStreamRequest;
import io.aurae.proto.observe.v0.LogItem;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what an executable wrote, or the daemon. */
@Command(
        name = "logs",
        header = "Print what an executable wrote, or auraed itself.",
        description =
                "Its standard output goes to standard output, its standard error to standard error, oldest first.",
        footer = {"  aurae logs --tail 20 web", "  aurae logs --follow --since 10m web/nginx", "  aurae logs --daemon"})
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

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description =
                    "Only what was written since then: so long ago (90s, 10m, 2h, 3d) or a time (2026-11-22T05:40:00Z). Default:"
                            + " all.")
    private @Nullable Since since;

    @Option(
            names = {"-t", "--timestamps"},
            description = "Begin each line with the time it was written.")
    private boolean timestamps;

    @Option(names = "--daemon", description = "The log of auraed itself since its start; takes --follow only.")
    private boolean daemon;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A name that ps shows: a pod, a cell, or cell:executable.")
    private String name = "";

    private final Aurae aurae;

    Logs(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        if (daemon == !name.isEmpty()) {
            throw CliException.usage("logs of '" + name + "' (expected: either a name or --daemon)");
        }
        if (daemon && (tail != null || since != null || timestamps)) {
            throw CliException.usage("logs of the daemon (expected: --follow and no other option)");
        }
        if (tail != null && tail < 0) {
            throw CliException.usage("tail '" + tail + "' (expected: 0 lines or more)");
        }
        try (AuraeClient client = aurae.connect()) {
            if (daemon) {
                printDaemon(client);
            } else {
                TimedLines lines = new TimedLines(aurae.streams(), timestamps);
                client.cells().logs(request(client)).forEachRemaining(lines::print);
            }
        }
        return ExitCode.OK;
    }

    private CellServiceLogsRequest request(AuraeClient client) {
        Workload workload = Workloads.read(client).find(name);
        CellServiceLogsRequest.Builder request = CellServiceLogsRequest.newBuilder()
                .setExecutableName(workload.executableName())
                .setFollow(follow);
        workload.ifInCell(request::setCellName);
        if (tail != null) {
            request.setTailLines(tail);
        }
        if (since != null) {
            request.setSince(since.timestamp());
        }
        return request.build();
    }

    private void printDaemon(AuraeClient client) {
        GetAuraeDaemonLogStreamRequest request = GetAuraeDaemonLogStreamRequest.newBuilder()
                .setFromStart(true)
                .setNoFollow(!follow)
                .build();
        client.observe().getAuraeDaemonLogStream(request).forEachRemaining(response -> {
            LogItem item = response.getItem();
            Instant at = Instant.ofEpochSecond(item.getTimestamp(), item.getTimestampNanos());
            aurae.streams().out().println(at + " " + item.getChannel() + " " + item.getLine());
            aurae.streams().out().flush();
        });
    }
}
