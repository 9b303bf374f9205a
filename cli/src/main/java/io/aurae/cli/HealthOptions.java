// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.util.Durations;
import io.aurae.proto.cells.v0.ExecProbe;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.GrpcProbe;
import io.aurae.proto.cells.v0.HttpProbe;
import io.aurae.proto.cells.v0.Probe;
import io.aurae.proto.cells.v0.TcpProbe;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the health of a process is found out: one question, asked again and again, which ends the process when it fails too often. */
final class HealthOptions {
    @Option(
            names = "--health-cmd",
            paramLabel = "COMMAND",
            description = "Run by /bin/sh beside the process; healthy when it ends with 0.")
    private String command = "";

    @Option(
            names = "--health-http",
            paramLabel = "PORT[/PATH]",
            description = "Asked by GET; healthy from status 200 to 399.")
    private String http = "";

    @Option(names = "--health-tcp", paramLabel = "PORT", description = "Healthy when it accepts a connection.")
    private @Nullable Integer tcp;

    @Option(names = "--health-grpc", paramLabel = "PORT", description = "Healthy when grpc.health.v1 says SERVING.")
    private @Nullable Integer grpc;

    @Option(
            names = "--health-interval",
            paramLabel = "SECONDS",
            description = "From one question to the next. Default: 10.")
    private @Nullable Seconds interval;

    @Option(
            names = "--health-timeout",
            paramLabel = "SECONDS",
            description = "How long an answer may take. Default: 1.")
    private @Nullable Seconds timeout;

    @Option(
            names = "--health-start-period",
            paramLabel = "SECONDS",
            description =
                    "How long it may take to become healthy for the first time. Default: it is asked from the start.")
    private @Nullable Seconds startPeriod;

    @Option(
            names = "--health-retries",
            paramLabel = "NUMBER",
            description = "After so many failures in a row it is stopped, and --restart decides. Default: 3.")
    private int retries;

    /** Throws {@link CliException} for more than one question, and for how to ask it without one. */
    void apply(Executable.Builder executable) {
        long questions = Stream.of(!command.isEmpty(), !http.isEmpty(), tcp != null, grpc != null)
                .filter(isAsked -> isAsked)
                .count();
        boolean isTuned = interval != null || timeout != null || startPeriod != null || retries != 0;
        if (questions > 1 || (questions == 0 && isTuned)) {
            throw CliException.usage("health of '" + executable.getName()
                    + "' (expected: one of --health-cmd, --health-http, --health-tcp and --health-grpc)");
        }
        if (questions == 0) {
            return;
        }
        Probe.Builder probe = probe();
        if (startPeriod != null) {
            long seconds = Math.max(1, startPeriod.count());
            executable.setStartupProbe(
                    probe.clone().setPeriod(Durations.fromSeconds(1)).setFailureThreshold((int)
                            Math.min(seconds, 1000)));
        }
        if (interval != null) {
            probe.setPeriod(interval.duration());
        }
        executable.setLivenessProbe(probe.setFailureThreshold(retries));
        executable.setReadinessProbe(probe.clone().setFailureThreshold(1));
    }

    private Probe.Builder probe() {
        Probe.Builder probe = Probe.newBuilder();
        if (!command.isEmpty()) {
            probe.setExec(
                    ExecProbe.newBuilder().addArgs("/bin/sh").addArgs("-c").addArgs(command));
        }
        if (!http.isEmpty()) {
            probe.setHttp(http(http));
        }
        if (tcp != null) {
            probe.setTcp(TcpProbe.newBuilder().setPort(tcp));
        }
        if (grpc != null) {
            probe.setGrpc(GrpcProbe.newBuilder().setPort(grpc));
        }
        if (timeout != null) {
            probe.setTimeout(timeout.duration());
        }
        return probe;
    }

    private static HttpProbe http(String text) {
        int slash = text.indexOf('/');
        String port = slash < 0 ? text : text.substring(0, slash);
        if (!port.matches("[0-9]{1,5}")) {
            throw CliException.invalid("health URL '" + text + "' is not readable (expected: PORT or PORT/PATH)");
        }
        HttpProbe.Builder probe = HttpProbe.newBuilder().setPort(Integer.parseInt(port));
        return probe.setPath(slash < 0 ? "/" : text.substring(slash)).build();
    }
}
