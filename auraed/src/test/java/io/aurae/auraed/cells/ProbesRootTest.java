// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.CellsRootTest.assertCode;
import static io.aurae.auraed.cells.OneCell.soon;
import static io.aurae.auraed.cells.TestNode.run;
import static io.aurae.auraed.cells.TestNode.shell;
import static io.aurae.auraed.cells.TestNode.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.aurae.auraed.executables.Dependency;
import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableUser;
import io.aurae.auraed.executables.Health.Status;
import io.aurae.auraed.executables.Order;
import io.aurae.auraed.executables.Probe;
import io.aurae.auraed.executables.Probes;
import io.aurae.auraed.executables.RestartPolicy;
import io.aurae.auraed.executables.Upkeep;
import io.aurae.base.FaultCode;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What probes find out, and which executables wait for it. */
@RequiresRoot
final class ProbesRootTest {
    @RegisterExtension
    final OneCell one = new OneCell();

    private static Probe exec(String script, int failures) {
        return probe(new Probe.Exec(List.of("/bin/sh", "-c", script)), null, null, failures);
    }

    private static Probe probe(Probe.Exec exec, Probe.Http http, Probe.Tcp tcp, int failures) {
        Duration period = Duration.ofMillis(100);
        return new Probe(exec, http, tcp, null, Duration.ZERO, period, Duration.ofSeconds(20), 1, failures);
    }

    private static ExecutableSpec sleeping(String name, Upkeep upkeep) {
        return with(shell(name, "exec sleep 1000"), upkeep);
    }

    @Test
    void aLivenessProbeThatFailsEndsTheRunAndThePolicyStartsAnother() {
        Path marker = one.directory().resolve("well");
        Probes probes = new Probes(null, exec("[ -e " + marker + " ]", 2), null);
        Duration pause = Duration.ofMillis(10);
        Executable main = one.cell()
                .start(sleeping(
                        "main",
                        Upkeep.STANDARD
                                .with(probes)
                                .with(new RestartPolicy(
                                        RestartPolicy.Mode.ON_FAILURE, 1, pause, 1, pause, Duration.ofHours(1)))));

        assertThat(main.awaitExit(Duration.ofSeconds(60))).isTrue();
        assertThat(((Exited) main.state()).message()).contains("liveness probe failed 2 times", "ended with 1");
        assertThat(main.restarts().count()).isEqualTo(1);
        assertThat(main.health().status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void readinessIsShownAndEndsNothing() throws IOException {
        Path marker = one.directory().resolve("ready");
        Executable main = one.cell()
                .start(sleeping(
                        "main", Upkeep.STANDARD.with(new Probes(null, null, exec("[ -e " + marker + " ]", 1)))));
        soon().until(() -> main.health().status() == Status.UNHEALTHY);
        Files.createFile(marker);
        soon().until(() -> main.health().status() == Status.HEALTHY);
        Files.delete(marker);
        soon().until(() -> main.health().status() == Status.UNHEALTHY);
        assertThat(main.awaitExit(Duration.ZERO)).isFalse();
    }

    @Test
    void probesGoOverTheNetworkOfTheNode() throws IOException {
        AtomicInteger code = new AtomicInteger(500);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/well", exchange -> {
            boolean asked = exchange.getRequestHeaders().get("Host").equals(List.of("well.example"));
            exchange.sendResponseHeaders(asked ? code.get() : 400, -1);
            exchange.close();
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            Probe http = probe(
                    null, new Probe.Http(port, "/well", List.of("X-Asked: yes", "Host: well.example"), null), null, 1);
            Probe tcp = probe(null, null, new Probe.Tcp(port, null), 1);
            Executable main = one.cell().start(sleeping("main", Upkeep.STANDARD.with(new Probes(tcp, null, http))));
            soon().until(() -> main.health().message().contains("answered 500"));
            code.set(204);
            soon().until(() -> main.health().status() == Status.HEALTHY);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aProbeAsksTheHealthServiceOfAGrpcServer() throws IOException {
        int port = freePort();
        Path closed = one.directory().resolve("closed");
        Executable main = one.cell()
                .start(with(health(port, closed), Upkeep.STANDARD.with(new Probes(null, null, grpc(port, "door")))));
        Executable other =
                one.cell().start(sleeping("other", Upkeep.STANDARD.with(new Probes(null, null, grpc(port, "window")))));

        soon().untilAsserted(() -> assertThat(main.health().status())
                .as("%s: %s%n%s", main.state(), main.health(), Files.readString(main.log()))
                .isEqualTo(Status.HEALTHY));
        soon().until(() -> other.health().message().contains("health of 'window': NOT_FOUND"));
        Files.createFile(closed);
        soon().until(() -> main.health().status() == Status.UNHEALTHY);
        assertThat(main.health().message()).contains("service 'door' is NOT_SERVING (expected: SERVING)");
        Files.delete(closed);
        soon().until(() -> main.health().status() == Status.HEALTHY);
    }

    private static Probe grpc(int port, String service) {
        Duration period = Duration.ofMillis(100);
        return new Probe(
                null,
                null,
                null,
                new Probe.Grpc(port, service, null),
                Duration.ZERO,
                period,
                Duration.ofSeconds(20),
                1,
                1);
    }

    private static ExecutableSpec health(int port, Path closed) {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        String classPath = System.getProperty("java.class.path");
        return run(
                "main",
                List.of(
                        java,
                        "-Xshare:auto",
                        "-cp",
                        classPath,
                        HealthProgram.class.getName(),
                        "" + port,
                        closed.toString()),
                ExecutableUser.UNSAID);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void anExecutableStartsWhenTheOneItRequiresIsHealthyAndEndsWithIt() throws IOException {
        Path marker = one.directory().resolve("ready");
        ExecutableSpec db = with(
                shell("db", "sleep 0.3; touch " + marker + "; exec sleep 1000"),
                Upkeep.STANDARD.with(new Probes(null, null, exec("[ -e " + marker + " ]", 1))));
        ExecutableSpec app = sleeping("app", Upkeep.STANDARD.with(new Order(List.of(), List.of(healthy("db")))));

        one.cell().start(List.of(app, db));

        assertThat(marker).exists();
        Executable started = one.cell().executable(new ExecutableName("app"));
        one.cell().executables().stop(new ExecutableName("db"), Duration.ZERO, () -> {});
        assertThat(started.awaitExit(Duration.ofSeconds(60))).isTrue();
        assertCode(
                () -> one.cell().start(app),
                FaultCode.FAILED_PRECONDITION,
                "'app' requires 'db'",
                "ended with exit code 137");
    }

    private static Dependency healthy(String name) {
        return new Dependency(new ExecutableName(name), Dependency.Condition.HEALTHY, Duration.ofSeconds(60));
    }
}
