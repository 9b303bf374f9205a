// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.Dependency;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.Order;
import io.aurae.auraed.executables.Probe;
import io.aurae.auraed.executables.Probes;
import io.aurae.auraed.executables.RestartPolicy;
import io.aurae.auraed.executables.Upkeep;
import io.aurae.auraed.resource.Grace;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.TimeRange;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.GrpcProbe;
import io.aurae.proto.cells.v0.HttpProbe;
import io.aurae.proto.cells.v0.TcpProbe;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what callers say about keeping an executable running into records. */
final class UpkeepRequests {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final TimeRange INITIAL_WAIT =
            new TimeRange("restart initial_delay", Duration.ofMillis(10), HOUR, Duration.ofMillis(200));
    private static final TimeRange RESET =
            new TimeRange("restart reset_after", Duration.ZERO, DAY, Duration.ofSeconds(10));
    private static final TimeRange PROBE_DELAY =
            new TimeRange("probe initial_delay", Duration.ZERO, DAY, Duration.ZERO);
    private static final TimeRange PERIOD =
            new TimeRange("probe period", Duration.ofMillis(100), DAY, Duration.ofSeconds(10));
    private static final TimeRange TIMEOUT =
            new TimeRange("probe timeout", Duration.ofMillis(100), HOUR, Duration.ofSeconds(1));
    private static final TimeRange PATIENCE =
            new TimeRange("dependency timeout", Duration.ZERO, HOUR, Duration.ofSeconds(60));
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final double FACTOR = 2;
    private static final int FAILURES = 3;

    private UpkeepRequests() {}

    static Upkeep of(Executable executable) {
        return new Upkeep(
                Grace.parse(executable.hasStopGracePeriod(), executable.getStopGracePeriod()),
                restart(executable.getRestartPolicy()),
                new Probes(
                        executable.hasStartupProbe()
                                ? requireOne("startup", probe(executable.getStartupProbe()))
                                : null,
                        executable.hasLivenessProbe()
                                ? requireOne("liveness", probe(executable.getLivenessProbe()))
                                : null,
                        executable.hasReadinessProbe() ? probe(executable.getReadinessProbe()) : null),
                new Order(order(executable.getAfterList()), order(executable.getRequiresList())));
    }

    private static RestartPolicy restart(io.aurae.proto.cells.v0.RestartPolicy policy) {
        RestartPolicy.Mode mode = switch (policy.getMode()) {
            case MODE_UNSPECIFIED, MODE_NO -> RestartPolicy.Mode.NO;
            case MODE_ON_FAILURE -> RestartPolicy.Mode.ON_FAILURE;
            case MODE_ALWAYS -> RestartPolicy.Mode.ALWAYS;
            case UNRECOGNIZED ->
                throw ResourceException.invalid(
                        "restart mode '" + policy.getModeValue() + "' (expected: no, on-failure or always)");
        };
        Duration initial = INITIAL_WAIT.parse(policy.hasInitialDelay(), policy.getInitialDelay());
        Duration standard = initial.compareTo(LONGEST_WAIT) > 0 ? initial : LONGEST_WAIT;
        return new RestartPolicy(
                mode,
                policy.getMaxRetries(),
                initial,
                policy.hasFactor() ? policy.getFactor() : FACTOR,
                new TimeRange("restart max_delay", initial, DAY, standard)
                        .parse(policy.hasMaxDelay(), policy.getMaxDelay()),
                RESET.parse(policy.hasResetAfter(), policy.getResetAfter()));
    }

    private static Probe requireOne(String kind, Probe probe) {
        if (probe.successThreshold() != 1) {
            throw ResourceException.invalid(
                    kind + " probe has the success_threshold '" + probe.successThreshold() + "' (expected: 1)");
        }
        return probe;
    }

    private static Probe probe(io.aurae.proto.cells.v0.Probe probe) {
        int successes = probe.getSuccessThreshold();
        int failures = probe.getFailureThreshold();
        return new Probe(
                probe.hasExec() ? new Probe.Exec(probe.getExec().getArgsList()) : null,
                probe.hasHttp() ? http(probe.getHttp()) : null,
                probe.hasTcp() ? tcp(probe.getTcp()) : null,
                probe.hasGrpc() ? grpc(probe.getGrpc()) : null,
                PROBE_DELAY.parse(probe.hasInitialDelay(), probe.getInitialDelay()),
                PERIOD.parse(probe.hasPeriod(), probe.getPeriod()),
                TIMEOUT.parse(probe.hasTimeout(), probe.getTimeout()),
                successes == 0 ? 1 : successes,
                failures == 0 ? FAILURES : failures);
    }

    private static Probe.Http http(HttpProbe http) {
        String path = http.getPath().isEmpty() ? "/" : http.getPath();
        return new Probe.Http(http.getPort(), path, http.getHeadersList(), host(http.getHost()));
    }

    private static Probe.Tcp tcp(TcpProbe tcp) {
        return new Probe.Tcp(tcp.getPort(), host(tcp.getHost()));
    }

    private static Probe.Grpc grpc(GrpcProbe grpc) {
        return new Probe.Grpc(grpc.getPort(), grpc.getService(), host(grpc.getHost()));
    }

    private static @Nullable String host(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            InetAddress.ofLiteral(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw ResourceException.invalid("probe host '" + text + "' (expected: an IP address)");
        }
    }

    private static List<Dependency> order(List<io.aurae.proto.cells.v0.Dependency> dependencies) {
        return dependencies.stream().map(UpkeepRequests::dependency).toList();
    }

    private static Dependency dependency(io.aurae.proto.cells.v0.Dependency dependency) {
        Dependency.Condition condition = switch (dependency.getCondition()) {
            case CONDITION_UNSPECIFIED, CONDITION_STARTED -> Dependency.Condition.STARTED;
            case CONDITION_HEALTHY -> Dependency.Condition.HEALTHY;
            case CONDITION_COMPLETED -> Dependency.Condition.COMPLETED;
            case UNRECOGNIZED ->
                throw ResourceException.invalid(
                        "condition '" + dependency.getConditionValue() + "' (expected: started, healthy or completed)");
        };
        return new Dependency(
                new ExecutableName(dependency.getName()),
                condition,
                PATIENCE.parse(dependency.hasTimeout(), dependency.getTimeout()));
    }
}
