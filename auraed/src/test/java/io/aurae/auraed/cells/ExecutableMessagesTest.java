// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.util.Durations;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.RestartPolicy;
import io.aurae.auraed.executables.Upkeep;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.Dependency;
import io.aurae.proto.cells.v0.ExecProbe;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.GrpcProbe;
import io.aurae.proto.cells.v0.HttpProbe;
import io.aurae.proto.cells.v0.Probe;
import io.aurae.proto.cells.v0.Rlimit;
import io.aurae.proto.cells.v0.TcpProbe;
import io.aurae.proto.cells.v0.User;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers say about an executable is kept, or refused with a reason. */
final class ExecutableMessagesTest {
    /** Every field filled with something that is not its default. */
    static Executable.Builder whole() {
        return Executable.newBuilder()
                .setName("main")
                .setCommand("")
                .setDescription("the web server")
                .addArgs("nginx")
                .addArgs("-g")
                .addEnv("A=b=c")
                .setWorkingDirectory("/srv")
                .setUser(User.newBuilder()
                        .setName("web:web")
                        .setUid(-2)
                        .setGid(0)
                        .addAdditionalGids(7)
                        .setGroup("www")
                        .addAdditionalGroups("adm"))
                .setTerminal(true)
                .setStdin(true)
                .setStdinOnce(true)
                .setLogPath("/var/log/web.log")
                .setStopSignal("SIGQUIT")
                .addRlimits(Rlimit.newBuilder().setType("nofile").setSoft(10).setHard(-1))
                .setUmask(077)
                .addAddCapabilities("NET_RAW")
                .addDropCapabilities("ALL")
                .setNoNewPrivileges(true)
                .setStopGracePeriod(Durations.fromMillis(1500))
                .setRestartPolicy(io.aurae.proto.cells.v0.RestartPolicy.newBuilder()
                        .setMode(io.aurae.proto.cells.v0.RestartPolicy.Mode.MODE_ON_FAILURE)
                        .setMaxRetries(3)
                        .setInitialDelay(Durations.fromMillis(10))
                        .setFactor(1.5)
                        .setMaxDelay(Durations.fromSeconds(7))
                        .setResetAfter(Durations.fromSeconds(0)))
                .setStartupProbe(probe().setExec(ExecProbe.newBuilder().addArgs("true")))
                .setLivenessProbe(probe().setHttp(HttpProbe.newBuilder()
                        .setPort(80)
                        .setPath("/well")
                        .addHeaders("Host: x")
                        .setHost("::1")))
                .setReadinessProbe(probe().setSuccessThreshold(2)
                        .setTcp(TcpProbe.newBuilder().setPort(65535)))
                .addAfter(Dependency.newBuilder()
                        .setName("db")
                        .setCondition(Dependency.Condition.CONDITION_HEALTHY)
                        .setTimeout(Durations.fromSeconds(3)))
                .addRequires(Dependency.newBuilder()
                        .setName("setup")
                        .setCondition(Dependency.Condition.CONDITION_COMPLETED)
                        .setTimeout(Durations.fromSeconds(4)));
    }

    private static Probe.Builder probe() {
        return Probe.newBuilder()
                .setInitialDelay(Durations.fromSeconds(1))
                .setPeriod(Durations.fromMillis(100))
                .setTimeout(Durations.fromMillis(200))
                .setSuccessThreshold(1)
                .setFailureThreshold(9);
    }

    @Test
    void everythingACallerSaysIsKept() {
        Executable message = whole().build();
        assertThat(message.getAllFields().keySet())
                .as("fields that this test fills, command aside")
                .hasSize(Executable.getDescriptor().getFields().size() - 1);
        assertThat(ExecutableMessages.executable(ExecutableRequests.of(message)))
                .isEqualTo(message);
    }

    @Test
    void whatNobodySaysIsTheDocumentedDefault() {
        ExecutableSpec spec =
                ExecutableRequests.of(Executable.newBuilder().setName("main").build());
        assertThat(spec.upkeep()).isEqualTo(Upkeep.STANDARD);
        assertThat(spec.upkeep().restart()).isEqualTo(RestartPolicy.NEVER);
        Executable probed = Executable.newBuilder()
                .setName("main")
                .setReadinessProbe(
                        Probe.newBuilder().setGrpc(GrpcProbe.newBuilder().setPort(1)))
                .build();
        Probe probe =
                ExecutableMessages.executable(ExecutableRequests.of(probed)).getReadinessProbe();
        assertThat(Durations.toMillis(probe.getPeriod())).isEqualTo(10_000);
        assertThat(Durations.toMillis(probe.getTimeout())).isEqualTo(1000);
        assertThat(probe.getSuccessThreshold()).isEqualTo(1);
        assertThat(probe.getFailureThreshold()).isEqualTo(3);
    }

    @Test
    void theUserOfAStartRequestWinsOverThatOfItsExecutable() {
        CellServiceStartRequest.Builder request =
                CellServiceStartRequest.newBuilder().setExecutable(whole());

        assertThat(ExecutableRequests.of(request.build()).getFirst().user().uid())
                .isEqualTo(-2);
        ExecutableSpec spec =
                ExecutableRequests.of(request.setUid(5).setGid(6).build()).getFirst();
        assertThat(spec.user().uid()).isEqualTo(5);
        assertThat(spec.user().gid()).isEqualTo(6);
        assertThat(spec.user().additionalGids()).containsExactly(7);
    }

    @Test
    void aStartRequestWithoutAnExecutableIsRefused() {
        assertThatThrownBy(() -> ExecutableRequests.of(CellServiceStartRequest.getDefaultInstance()))
                .hasMessage("start request has no executable (expected: one with a name)");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("rlimit 'seats'", e -> e.addRlimits(Rlimit.newBuilder().setType("seats"))),
                refusal(
                        "rlimit 'nofile' is there twice",
                        e -> e.addRlimits(Rlimit.newBuilder().setType("RLIMIT_NOFILE"))),
                refusal(
                        "soft limit '2' (expected: at most the hard limit, 1)",
                        e -> e.addRlimits(
                                Rlimit.newBuilder().setType("core").setSoft(2).setHard(1))),
                refusal("umask '1000'", e -> e.setUmask(01000)),
                refusal("capability 'CAP_FLY'", e -> e.addAddCapabilities("CAP_FLY")),
                refusal("grace period '31536001 s'", e -> e.setStopGracePeriod(Durations.fromSeconds(31_536_001))),
                refusal("restart mode '9'", e -> e.getRestartPolicyBuilder().setModeValue(9)),
                refusal(
                        "restart initial_delay '1 ms' (expected: 10 ms to 3600 s)",
                        e -> e.getRestartPolicyBuilder().setInitialDelay(Durations.fromMillis(1))),
                refusal(
                        "restart max_delay '5 ms' (expected: 10 ms",
                        e -> e.getRestartPolicyBuilder().setMaxDelay(Durations.fromMillis(5))),
                refusal(
                        "restart factor '11.0'",
                        e -> e.getRestartPolicyBuilder().setFactor(11)),
                refusal("probe has no action", e -> e.setReadinessProbe(Probe.getDefaultInstance())),
                refusal(
                        "exec probe has no args",
                        e -> e.setReadinessProbe(Probe.newBuilder().setExec(ExecProbe.getDefaultInstance()))),
                refusal(
                        "tcp probe port '65536'",
                        e -> e.getReadinessProbeBuilder()
                                .setTcp(TcpProbe.newBuilder().setPort(65536))),
                refusal(
                        "http probe path 'x'",
                        e -> e.getReadinessProbeBuilder()
                                .setHttp(HttpProbe.newBuilder().setPort(1).setPath("x"))),
                refusal(
                        "http probe header 'a\\u000d\\nb'",
                        e -> e.getReadinessProbeBuilder()
                                .setHttp(HttpProbe.newBuilder().setPort(1).addHeaders("a\r\nb"))),
                refusal(
                        "probe host 'localhost' (expected: an IP address)",
                        e -> e.getReadinessProbeBuilder()
                                .setTcp(TcpProbe.newBuilder().setPort(1).setHost("localhost"))),
                refusal(
                        "liveness probe has the success_threshold '2'",
                        e -> e.getLivenessProbeBuilder().setSuccessThreshold(2)),
                refusal(
                        "probe failure_threshold '1001'",
                        e -> e.getReadinessProbeBuilder().setFailureThreshold(1001)),
                refusal(
                        "probe period '99 ms'",
                        e -> e.getReadinessProbeBuilder().setPeriod(Durations.fromMillis(99))),
                refusal(
                        "condition '7'",
                        e -> e.addAfter(Dependency.newBuilder().setName("x").setConditionValue(7))),
                refusal(
                        "executable name '../x'",
                        e -> e.addAfter(Dependency.newBuilder().setName("../x"))));
    }

    private static Arguments refusal(String words, Consumer<Executable.Builder> change) {
        Executable.Builder changed = whole();
        change.accept(changed);
        return arguments(words, changed.build());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatCannotBeIsRefusedWithSubjectValueAndExpectation(String words, Executable message) {
        assertThatThrownBy(() -> ExecutableRequests.of(message))
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT))
                .message()
                .contains(words, "(expected: ");
    }
}
