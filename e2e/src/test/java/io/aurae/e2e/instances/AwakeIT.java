// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.RestartPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnNode
class AwakeIT {
    private static final String WORKLOAD = "sleep 60741";

    private final Node node;

    AwakeIT(Node node) {
        this.node = node;
    }

    private List<KernelProcess> daemons() {
        Path instance = node.directory().resolve("run/instances/a");
        return KernelProcess.all().stream()
                .filter(process -> process.commandLine().contains("/runtime/bin/java")
                        && process.commandLine().contains(instance.toString()))
                .toList();
    }

    private static List<KernelProcess> workloads() {
        return KernelProcess.all().stream()
                .filter(process -> process.commandLine().equals(WORKLOAD))
                .toList();
    }

    @Test
    void whatANestedDaemonIsToStartAgainIsStartedAgainWhenNobodyCalls() {
        node.aurae("instance", "spawn", "a").orFail();
        node.library().allocate("a/jobs");
        node.library()
                .client()
                .cells()
                .start(CellServiceStartRequest.newBuilder()
                        .setCellName("a/jobs")
                        .setExecutable(Executable.newBuilder()
                                .setName("main")
                                .addAllArgs(List.of(WORKLOAD.split(" ")))
                                .setRestartPolicy(RestartPolicy.newBuilder().setMode(RestartPolicy.Mode.MODE_ALWAYS)))
                        .build());
        KernelProcess first = workloads().getFirst();
        await().during(Duration.ofSeconds(5)) // the node's daemons sleep after three
                .atMost(Duration.ofSeconds(60))
                .until(() -> !daemons().isEmpty());

        first.kill();
        KernelProcess second = awaitAnother(first);

        daemons().forEach(KernelProcess::kill);
        second.kill();
        awaitAnother(second);
        node.library().stop("a/jobs", "main", 0);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(daemons())
                        .as("nothing is left to look after")
                        .isEmpty());
    }

    private static KernelProcess awaitAnother(KernelProcess earlier) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> workloads().stream()
                                .filter(process -> process.pid() != earlier.pid())
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }
}
