// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.Dependency;
import io.aurae.auraed.executables.Probe;
import io.aurae.auraed.executables.Probes;
import io.aurae.auraed.executables.RestartPolicy;
import io.aurae.auraed.executables.Upkeep;
import io.aurae.auraed.resource.Times;
import io.aurae.proto.cells.v0.Dependency.Condition;
import io.aurae.proto.cells.v0.ExecProbe;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.GrpcProbe;
import io.aurae.proto.cells.v0.HttpProbe;
import io.aurae.proto.cells.v0.TcpProbe;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns what is known of keeping an executable running into messages. */
final class UpkeepMessages {
    private UpkeepMessages() {}

    static void add(Upkeep upkeep, Executable.Builder executable) {
        executable.setStopGracePeriod(Times.message(upkeep.stopGrace())).setRestartPolicy(restart(upkeep.restart()));
        Probes probes = upkeep.probes();
        set(probes.startup(), probe -> executable.setStartupProbe(probe(probe)));
        set(probes.liveness(), probe -> executable.setLivenessProbe(probe(probe)));
        set(probes.readiness(), probe -> executable.setReadinessProbe(probe(probe)));
        upkeep.order().after().forEach(dependency -> executable.addAfter(dependency(dependency)));
        upkeep.order().requires().forEach(dependency -> executable.addRequires(dependency(dependency)));
    }

    private static io.aurae.proto.cells.v0.RestartPolicy restart(RestartPolicy policy) {
        return io.aurae.proto.cells.v0.RestartPolicy.newBuilder()
                .setMode(
                        switch (policy.mode()) {
                            case NO -> io.aurae.proto.cells.v0.RestartPolicy.Mode.MODE_NO;
                            case ON_FAILURE -> io.aurae.proto.cells.v0.RestartPolicy.Mode.MODE_ON_FAILURE;
                            case ALWAYS -> io.aurae.proto.cells.v0.RestartPolicy.Mode.MODE_ALWAYS;
                        })
                .setMaxRetries(policy.maxRetries())
                .setInitialDelay(Times.message(policy.initialDelay()))
                .setFactor(policy.factor())
                .setMaxDelay(Times.message(policy.maxDelay()))
                .setResetAfter(Times.message(policy.resetAfter()))
                .build();
    }

    private static io.aurae.proto.cells.v0.Probe probe(Probe probe) {
        io.aurae.proto.cells.v0.Probe.Builder message = io.aurae.proto.cells.v0.Probe.newBuilder()
                .setInitialDelay(Times.message(probe.initialDelay()))
                .setPeriod(Times.message(probe.period()))
                .setTimeout(Times.message(probe.timeout()))
                .setSuccessThreshold(probe.successThreshold())
                .setFailureThreshold(probe.failureThreshold());
        switch (probe.action()) {
            case Probe.Exec exec -> message.setExec(ExecProbe.newBuilder().addAllArgs(exec.args()));
            case Probe.Http http ->
                message.setHttp(HttpProbe.newBuilder()
                        .setPort(http.port())
                        .setPath(http.path())
                        .addAllHeaders(http.headers())
                        .setHost(text(http.host())));
            case Probe.Tcp tcp ->
                message.setTcp(TcpProbe.newBuilder().setPort(tcp.port()).setHost(text(tcp.host())));
            case Probe.Grpc grpc ->
                message.setGrpc(GrpcProbe.newBuilder()
                        .setPort(grpc.port())
                        .setService(grpc.service())
                        .setHost(text(grpc.host())));
        }
        return message.build();
    }

    private static io.aurae.proto.cells.v0.Dependency dependency(Dependency dependency) {
        return io.aurae.proto.cells.v0.Dependency.newBuilder()
                .setName(dependency.name().text())
                .setCondition(
                        switch (dependency.condition()) {
                            case STARTED -> Condition.CONDITION_STARTED;
                            case HEALTHY -> Condition.CONDITION_HEALTHY;
                            case COMPLETED -> Condition.CONDITION_COMPLETED;
                        })
                .setTimeout(Times.message(dependency.timeout()))
                .build();
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
