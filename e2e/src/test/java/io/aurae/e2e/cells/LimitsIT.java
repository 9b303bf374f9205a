// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.cells.v0.CellServiceStatsRequest;
import io.aurae.proto.cells.v0.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Limits, figures and halting of what runs, as somebody at a shell uses them. */
@OnNode
class LimitsIT {
    private final Node node;

    LimitsIT(Node node) {
        this.node = node;
    }

    @Test
    void limitsOfARunningCellAreChangedAndWhatIsRefusedIsSaid() {
        node.aurae("cell", "allocate", "--memory", "64m", "--pids", "50", "limited")
                .orFail();
        KernelProcess process = node.library().start("limited", "sleeper", "sleep", "600");

        node.aurae("update", "--memory", "96m", "--cpus", "0.5", "limited").orFail();
        assertThat(process.memoryLimitBytes()).isEqualTo("100663296");
        assertThat(process.cpuLimitMicros()).isEqualTo("50000 100000");
        node.aurae("update", "--cpus", "none", "limited").orFail();
        assertThat(process.cpuLimitMicros()).startsWith("-1 ");

        assertThat(node.aurae("update", "--memory", "32m", "--cpuset-cpus", "4999", "limited")
                        .run()
                        .stderr())
                .contains("limit cpuset.cpus '4999' (expected: among '0");
        assertThat(process.memoryLimitBytes()).isEqualTo("100663296");
        assertThat(node.aurae("update", "--unified", "../memory.max=1", "limited")
                        .run()
                        .stderr())
                .contains("limit unified key '../memory.max' (expected: the name of a file of cgroup v2");
    }

    @Test
    void aProcessBombEndsAtItsLimit() {
        node.aurae("cell", "allocate", "--pids", "20", "bomb").orFail();
        node.library().startShell("bomb", "forks", "while :; do sleep 600 & done");

        assertThat(node.library().await("bomb", "forks").getExitCode()).isEqualTo(2);
        assertThat(node.library().log("bomb", "forks")).containsIgnoringCase("cannot fork");
        assertThat(usage("bomb").getPids().getLimit()).isEqualTo(20);
    }

    @Test
    void aFrozenCellHaltsOverTheDeathOfTheDaemonAndCanBeStopped() throws IOException {
        Path beat = node.directory().resolve("beat");
        node.library().allocate("halting");
        KernelProcess process =
                node.library().startShell("halting", "beat", "while :; do echo x >> " + beat + "; sleep 0.05; done");
        await().until(() -> Files.exists(beat));

        node.aurae("freeze", "halting").orFail();
        long size = Files.size(beat);
        node.killDaemon();
        assertThat(node.aurae("cell", "start", "halting", "late", "--", "true")
                        .run()
                        .stderr())
                .contains("cell 'halting' is kept frozen");
        node.aurae("exec", "halting:beat", "--", "true")
                .run()
                .assertFailed(125, "executable 'beat' in cell 'halting' is frozen", "thaw it first");
        assertThat(Files.size(beat)).isEqualTo(size);
        node.aurae("thaw", "halting").orFail();
        await().until(() -> Files.size(beat) > size);

        node.aurae("freeze", "halting").orFail();
        node.library().stop("halting", "beat", 10);
        assertThat(process.isAlive()).isFalse();
        Files.deleteIfExists(beat);
    }

    @Test
    void figuresAndProcessesAreThoseOfTheKernel() {
        node.aurae("cell", "allocate", "--memory", "64m", "busy").orFail();
        KernelProcess process = node.library().startShell("busy", "loop", "while :; do :; done");

        await().untilAsserted(
                        () -> assertThat(usage("busy").getCpu().getUsageNanos()).isGreaterThan(10_000_000));
        assertThat(node.aurae("stats", "--no-stream").orFail())
                .containsPattern("busy +[0-9.]+s +[0-9.]+[kM]?B +67.1MB");
        assertThat(node.aurae("top", "busy").orFail())
                .containsPattern(process.pid() + " +root +R +[0-9.]+s +[0-9.]+[kM]?B +loop +.*while");
    }

    private Usage usage(String cell) {
        return node.client()
                .cells()
                .stats(CellServiceStatsRequest.newBuilder().setCellName(cell).build())
                .getCells(0)
                .getUsage();
    }
}
