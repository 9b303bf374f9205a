// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.instances.v0.InstanceState;
import io.aurae.proto.instances.v0.InstanceStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnNode
class InstancesIT {
    private final Node node;

    InstancesIT(Node node) {
        this.node = node;
    }

    @Test
    void aSpawnedInstanceRunsNoDaemonUntilItIsCalled() {
        String socket = node.aurae("instance", "spawn", "tenant").orFail();
        KernelProcess first = firstProcess();

        assertThat(node.aurae("instance", "list").orFail()).containsPattern("tenant +running +" + first.pid());
        assertThat(daemons(first)).isEmpty();
        assertThat(first.namespace("pid")).isNotEqualTo(node.launcher().namespace("pid"));

        assertThat(node.aurae("--socket", socket, "status").orFail())
                .contains(
                        "host         tenant",
                        "spiffe://e2e.aurae.local/node/" + node.name() + "/instance/tenant",
                        "healthy");
        assertThat(daemons(first)).hasSize(1);
    }

    @Test
    void anInstanceIsCalledByPathAndOnItsOwnSocket() {
        String socket = node.aurae("instance", "spawn", "--hostname", "inside", "--isolate-network", "tenant")
                .orFail();

        node.library().allocate("tenant/jobs");
        node.library()
                .startShell("tenant/jobs", "look", "hostname; cat /proc/1/comm; cat /proc/self/net/dev; sleep 60001");

        await().until(() -> node.library().log("tenant/jobs", "look").contains("lo:"));
        assertThat(node.library().log("tenant/jobs", "look"))
                .startsWith("inside\nauraed\n")
                .doesNotContain("eth0");
        Command inside = node.aurae("--socket", socket);
        assertThat(inside.with("cell", "list").orFail()).containsPattern("\njobs .* 1 of 1 running");
        assertThat(inside.with("exec", "jobs", "--", "hostname").orFail()).isEqualTo("inside");
        assertThat(running("sleep 60001").cgroups())
                .contains("/" + node.name() + "/")
                .contains("tenant");
    }

    @Test
    void anIdleDaemonEndsAndComesBackToTheSameWorkloads() {
        node.aurae("instance", "spawn", "tenant").orFail();
        KernelProcess first = firstProcess();
        node.library().allocate("tenant/jobs");
        node.library().start("tenant/jobs", "sleeper", "sleep", "60002");
        KernelProcess sleeper = running("sleep 60002");
        assertThat(daemons(first)).hasSize(1);

        await().until(() -> daemons(first).isEmpty());
        assertThat(sleeper.isAlive()).isTrue();

        int pid = node.library().status("tenant/jobs", "sleeper").getPid();
        assertThat(sleeper.field("NSpid").orElseThrow()).endsWith(Integer.toString(pid));
        assertThat(daemons(first)).hasSize(1);
        await().until(() -> daemons(first).isEmpty());
    }

    @Test
    void stoppingAnInstanceEndsAllInItAndFreeingForgetsIt() {
        node.aurae("instance", "spawn", "tenant").orFail();
        KernelProcess first = firstProcess();
        node.library().allocate("tenant/jobs");
        node.library().start("tenant/jobs", "sleeper", "sleep", "60003");
        KernelProcess sleeper = running("sleep 60003");

        node.aurae("instance", "stop", "--time", "2", "tenant").orFail();
        node.aurae("instance", "stop", "tenant").orFail();
        assertThat(first.isAlive()).isFalse();
        assertThat(sleeper.isAlive()).isFalse();
        assertThat(instances())
                .extracting(InstanceStatus::getState)
                .containsExactly(InstanceState.INSTANCE_STATE_STOPPED);

        node.aurae("instance", "free", "tenant").orFail();
        node.aurae("instance", "free", "tenant").orFail();
        assertThat(instances()).isEmpty();
    }

    @Test
    void spawningTheSameAgainAnswersTheSameAndAnotherIsRefused() {
        String socket = node.aurae("instance", "spawn", "tenant").orFail();
        KernelProcess first = firstProcess();

        assertThat(node.aurae("instance", "spawn", "tenant").orFail()).isEqualTo(socket);
        assertThat(firstProcess()).isEqualTo(first);
        node.aurae("instance", "spawn", "--hostname", "other", "tenant").run().assertFailed(1, "'tenant'", "expected");
    }

    private List<InstanceStatus> instances() {
        return node.client()
                .instances()
                .list(InstanceServiceListRequest.getDefaultInstance())
                .getInstancesList();
    }

    private KernelProcess firstProcess() {
        return new KernelProcess(instances().getFirst().getPid());
    }

    private static List<KernelProcess> daemons(KernelProcess firstProcess) {
        return firstProcess.children("/runtime/bin/java");
    }

    private static KernelProcess running(String commandLine) {
        return KernelProcess.all().stream()
                .filter(process -> process.commandLine().equals(commandLine))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no process '" + commandLine + "'"));
    }
}
