// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnNode
class DamagedStateIT {
    /** Records of every kind with the length they are cut to; that no part is taken for a whole is tried byte by byte where they are read. */
    private static final Map<String, Integer> CUT = Map.of(
            "cells/empty/cell.json", 0,
            "cells/half/cell.json", 40,
            "cells/mixed/executables/main/executable.json", 40,
            "pods/badpod/pod.json", 40,
            "instances/badtenant/instance.json", 40);

    private final Node node;

    DamagedStateIT(Node node) {
        this.node = node;
    }

    @Test
    void damagedRecordsAreToldHarmNothingElseAndAreReadAgainWhenTheyAreWhole() throws IOException {
        KernelProcess good = started("good");
        List<KernelProcess> bad = List.of(started("empty"), started("half"), started("mixed"));
        node.aurae("run", "--detach", "--name", "badpod", "busybox", "--", "sleep", "600")
                .orFail();
        node.aurae("instance", "spawn", "badtenant").orFail();
        Map<Path, byte[]> whole = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> cut : CUT.entrySet()) {
            Path record = node.directory().resolve("run").resolve(cut.getKey());
            whole.put(record, Files.readAllBytes(record));
            Files.write(record, Arrays.copyOf(whole.get(record), cut.getValue()));
        }
        try {
            node.killDaemon();

            assertThat(node.library().status("good", "main").getPid()).isEqualTo((int) good.pid());
            node.library().start("good", "second", "sleep", "600");
            assertThat(bad).allMatch(KernelProcess::isAlive);
            List<String> told =
                    node.aurae("system", "check").run().stdout().lines().skip(1).toList();
            assertThat(told).allMatch(line -> line.startsWith("broken"));
            assertThat(whole.keySet())
                    .allSatisfy(record -> assertThat(told).anyMatch(line -> line.contains("'" + record + "'")));
        } finally {
            for (Map.Entry<Path, byte[]> record : whole.entrySet()) {
                Files.write(record.getKey(), record.getValue());
            }
        }
        assertThat(node.aurae("system", "check", "--repair").orFail()).doesNotContain("broken");
        assertThat(node.library().status("half", "main").getPid())
                .isEqualTo((int) bad.get(1).pid());
        assertThat(node.aurae("exec", "badpod", "echo", "still here").orFail()).isEqualTo("still here");
    }

    @Test
    void whatIsDamagedKeepsItsNameUntilItIsFreedWithAllThatRunsInIt() throws IOException {
        KernelProcess cell = started("badcell");
        node.aurae("run", "--detach", "--name", "badpod", "busybox", "--", "sleep", "60022")
                .orFail();
        KernelProcess container = new KernelProcess(
                node.library().status("badpod/busybox", "busybox").getPid());
        node.aurae("instance", "spawn", "badtenant").orFail();
        node.library().allocate("badtenant/jobs");
        node.library().start("badtenant/jobs", "main", "sleep", "60023");
        List<KernelProcess> all = List.of(cell, container, KernelProcess.running("sleep 60023"));
        for (String record :
                List.of("cells/badcell/cell.json", "pods/badpod/pod.json", "instances/badtenant/instance.json")) {
            Path file = node.directory().resolve("run").resolve(record);
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 40));
        }
        node.killDaemon();

        assertThatThrownBy(() -> node.library().allocate("badcell")).hasMessageContaining("is there and damaged");
        assertThatThrownBy(() -> node.library().allocate("badpod")).hasMessageContaining("taken by a pod");
        node.aurae("instance", "spawn", "badtenant").run().assertFailed(1, "instance 'badtenant' is there and damaged");
        node.aurae("run", "--detach", "--name", "badpod", "busybox", "--", "true")
                .run()
                .assertFailed(125, "pod 'badpod' is there and damaged");
        assertThat(all).allMatch(KernelProcess::isAlive);

        node.aurae("rm", "--force", "badcell", "badpod").orFail();
        node.aurae("instance", "free", "badtenant").orFail();
        await().until(() -> all.stream().noneMatch(KernelProcess::isAlive));
        assertThat(node.aurae("system", "check", "--repair").run().exitCode()).isZero();
        node.aurae("run", "--rm", "--name", "badpod", "busybox", "--", "true").orFail();
    }

    private KernelProcess started(String cell) {
        node.library().allocate(cell);
        return node.library().start(cell, "main", "sleep", "600");
    }
}
