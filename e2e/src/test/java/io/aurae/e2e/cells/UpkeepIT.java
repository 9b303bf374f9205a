// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Command;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Running;
import io.aurae.proto.cells.v0.ExecutableHealth;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.ExecutableStatus;
import org.junit.jupiter.api.Test;

/** How containers in pods are restarted, asked for their health, signalled and held, as somebody at a shell has it. */
@OnNode
class UpkeepIT {
    private final Node node;

    UpkeepIT(Node node) {
        this.node = node;
    }

    private ExecutableStatus status(String name) {
        return node.library().status(name + "/busybox", "busybox");
    }

    @Test
    void aRestartPolicyGoesOnOverTheDeathOfTheDaemonAndCountsRight() {
        node.aurae("run", "-d", "--name", "flaky", "--restart", "on-failure:3", "busybox", "--")
                .with("sh", "-c", "echo run; exit 7")
                .orFail();
        await().until(() -> status("flaky").getState() == ExecutableState.EXECUTABLE_STATE_BACK_OFF
                || status("flaky").getRestartCount() == 3);

        node.killDaemon();

        assertThat(node.aurae("wait", "flaky").run().exitCode()).isEqualTo(7);
        assertThat(status("flaky").getRestartCount()).isEqualTo(3);
        assertThat(status("flaky").getLastExit().getExitCode()).isEqualTo(7);
        await().untilAsserted(
                        () -> assertThat(node.aurae("logs", "flaky").orFail()).isEqualTo("run\nrun\nrun\nrun"));
        assertThat(node.aurae("ps", "--all").orFail()).containsPattern("flaky .*exited \\(7\\).*, 3 restarts");
    }

    @Test
    void aSignalReachesAContainerAndWaitEndsAsItDid() {
        node.aurae("run", "-d", "--name", "box", "busybox", "--", "sh", "-c")
                .with("trap 'exit 5' USR1; echo ready; while :; do sleep 0.1; done")
                .orFail();
        await().until(() -> node.aurae("logs", "box").orFail(), "ready"::equals);

        try (Running waiting = node.aurae("wait", "box").start()) {
            node.aurae("kill", "-s", "USR1", "box").orFail();
            assertThat(waiting.await().exitCode()).isEqualTo(5);
        }
        node.aurae("kill", "box").run().assertFailed(1, "executable 'busybox'", "expected: running");
    }

    @Test
    void aContainerIsHeldToItsLimitsItsMaskItsUserAndItsCapabilities() {
        Command.Result result = node.aurae("run", "--rm", "--ulimit", "nofile=123:456", "--umask", "027")
                .with("--cap-drop", "ALL", "--user", "65534:65534", "--no-new-privileges", "busybox", "--", "sh", "-c")
                .with("ulimit -n; ulimit -Hn; umask; id -u; grep -E 'CapBnd|NoNewPrivs' /proc/self/status")
                .run();

        assertThat(result.orFail().lines().map(line -> line.replaceAll("\\s+", " ")))
                .containsExactly("123", "456", "0027", "65534", "CapBnd: 0000000000000000", "NoNewPrivs: 1");
    }

    @Test
    void aContainerWhoseHealthFailsIsStartedAgainAndIsWellThen() {
        node.aurae("run", "-d", "--name", "well", "--restart", "always", "--stop-signal", "KILL")
                .with("--health-cmd", "[ ! -e /sick ]", "--health-interval", "1", "--health-timeout", "30")
                .with("--health-retries", "1", "busybox", "--", "sh", "-c", "rm -f /sick; exec sleep 600")
                .orFail();
        await().untilAsserted(
                        () -> assertThat(node.aurae("ps").orFail()).containsPattern("well .*running .*, healthy"));

        node.aurae("exec", "well", "touch", "/sick").orFail();

        await().untilAsserted(() -> {
            assertThat(status("well").getRestartCount()).isEqualTo(1);
            assertThat(status("well").getHealth()).isEqualTo(ExecutableHealth.EXECUTABLE_HEALTH_HEALTHY);
        });
        assertThat(status("well").getLastExit().getMessage()).contains("liveness probe failed 1 times");
        assertThat(node.aurae("explain", "well").orFail()).contains("liveness probe failed");
    }
}
