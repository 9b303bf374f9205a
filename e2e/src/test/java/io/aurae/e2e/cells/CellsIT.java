// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.cells.v0.MemoryController;
import org.junit.jupiter.api.Test;

@OnNode
class CellsIT {
    private final Node node;

    CellsIT(Node node) {
        this.node = node;
    }

    @Test
    void aCellHoldsItsExecutablesToItsLimits() {
        node.aurae(
                        "cell",
                        "allocate",
                        "--memory",
                        "64m",
                        "--cpus",
                        "0.5",
                        "--cpuset-cpus",
                        "0",
                        "--cpuset-mems",
                        "0",
                        "limited")
                .orFail();
        KernelProcess process =
                new KernelProcess(Long.parseLong(node.aurae("cell", "start", "limited", "sleeper", "--", "sleep", "600")
                        .orFail()));

        await().untilAsserted(() -> assertThat(process.commandLine()).isEqualTo("sleep 600"));
        assertThat(process.memoryLimitBytes()).isEqualTo("67108864");
        assertThat(process.cpuLimitMicros()).isEqualTo("50000 100000");
        assertThat(process.cpus()).isEqualTo("0");
        assertThat(node.aurae("cell", "list").orFail()).containsPattern("limited +- +0.50 +0 +64MiB +1 of 1 running");
    }

    @Test
    void aNestedCellLiesInItsParentAndGoesWithIt() {
        node.library().allocate("outer");
        node.library().allocate("outer/middle");
        node.library().allocate("outer/middle/inner");
        KernelProcess process = node.library().start("outer/middle/inner", "sleeper", "sleep", "600");

        CellGraphNode outer = node.library().cells("outer").getFirst();
        assertThat(outer.getCell().getName()).isEqualTo("outer");
        assertThat(outer.getChildren(0).getChildren(0).getCell().getName()).isEqualTo("outer/middle/inner");
        assertThat(process.cgroups()).containsPattern("/" + node.name() + "/.*outer.*middle.*inner");

        node.library().free("outer");
        assertThat(process.isAlive()).isFalse();
        assertThat(node.library().cells("")).isEmpty();
    }

    @Test
    void aMemoryHogIsKilledInItsCellAndItsStatusSaysSo() {
        node.library()
                .allocate(Cell.newBuilder()
                        .setName("small")
                        .setMemory(MemoryController.newBuilder().setMax(32 << 20))
                        .build());
        node.library().start("small", "hog", "tail", "/dev/zero");

        ExecutableStatus ended = node.library().await("small", "hog");
        assertThat(ended.getExitCode()).isEqualTo(137);
        assertThat(ended.getOomKilled()).isTrue();
    }

    @Test
    void everyCallMayBeRepeated() {
        Cell cell = Cell.newBuilder().setName("twice").build();
        node.library().allocate(cell);
        node.library().allocate(cell);
        KernelProcess first = node.library().start("twice", "sleeper", "sleep", "600");
        assertThat(node.library().start("twice", "sleeper", "sleep", "600")).isEqualTo(first);

        node.library().stop("twice", "sleeper", 10);
        node.library().stop("twice", "sleeper", 10);
        assertThat(first.isAlive()).isFalse();
        node.library().free("twice");
        node.library().free("twice");
        node.library().stop("twice", "sleeper", 10);
    }

    @Test
    void anIsolatedCellSeesOnlyItsOwnProcessesAndNetwork() {
        node.library()
                .allocate(Cell.newBuilder()
                        .setName("alone")
                        .setIsolateProcess(true)
                        .setIsolateNetwork(true)
                        .build());
        KernelProcess process = node.library().start("alone", "sleeper", "sleep", "600");

        assertThat(process.namespace("pid")).isNotEqualTo(node.launcher().namespace("pid"));
        assertThat(process.namespace("net")).isNotEqualTo(node.launcher().namespace("net"));
        node.library().startShell("alone", "look", "cat /proc/self/net/dev");
        node.library().await("alone", "look");
        assertThat(node.library().log("alone", "look")).contains("lo:").doesNotContain("eth0", node.name());
    }
}
