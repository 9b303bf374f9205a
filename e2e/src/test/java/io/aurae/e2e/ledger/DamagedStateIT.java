// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnNode
class DamagedStateIT {
    private final Node node;

    DamagedStateIT(Node node) {
        this.node = node;
    }

    /** That no part of a record is taken for a whole one is tried byte by byte where records are read. */
    @ParameterizedTest
    @CsvSource({
        "cells/bad/cell.json, 0",
        "cells/bad/cell.json, 40",
        "cells/bad/executables/main/executable.json, 40",
        "pods/badpod/pod.json, 40",
        "instances/badtenant/instance.json, 40"
    })
    void oneDamagedRecordIsToldAndHarmsNothingElse(String file, int length) throws IOException {
        node.library().allocate("good");
        KernelProcess good = node.library().start("good", "main", "sleep", "600");
        node.library().allocate("bad");
        KernelProcess bad = node.library().start("bad", "main", "sleep", "600");
        node.aurae("run", "--detach", "--name", "badpod", "busybox", "--", "sleep", "600")
                .orFail();
        node.aurae("instance", "spawn", "badtenant").orFail();
        Path record = node.directory().resolve("run").resolve(file);
        byte[] whole = Files.readAllBytes(record);
        Files.write(record, Arrays.copyOf(whole, length));
        try {
            node.killDaemon();

            assertThat(node.library().status("good", "main").getPid()).isEqualTo((int) good.pid());
            node.library().start("good", "second", "sleep", "600");
            assertThat(bad.isAlive()).isTrue();
            assertThat(told()).anyMatch(line -> line.startsWith("broken") && line.contains(record.toString()));
            assertThat(told()).noneMatch(line -> line.startsWith("unknown"));
        } finally {
            Files.write(record, whole);
            node.killDaemon();
        }
        assertThat(node.aurae("system", "check").run().exitCode()).isZero();
    }

    @Test
    void whatWasRepairedIsFoundAgainWithoutARestart() throws IOException {
        node.library().allocate("bad");
        Path record = node.directory().resolve("run/cells/bad/cell.json");
        byte[] whole = Files.readAllBytes(record);
        Files.write(record, Arrays.copyOf(whole, 10));
        try {
            node.killDaemon();
            assertThat(node.library().cells("")).isEmpty();
        } finally {
            Files.write(record, whole);
        }
        node.aurae("system", "check", "--repair").orFail();
        assertThat(node.library().cells("")).hasSize(1);
    }

    private List<String> told() {
        return node.aurae("system", "check").run().stdout().lines().skip(1).toList();
    }
}
