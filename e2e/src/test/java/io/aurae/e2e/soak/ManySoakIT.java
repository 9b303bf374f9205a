// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Library;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Traces;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellRoot;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceStartRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many of the same: afterwards the machine and the daemon have no more than before. */
@OnNode
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class ManySoakIT {
    private static final int EXECUTABLES = Integer.getInteger("aurae.soak.executables", 10_000);
    private static final int PODS = Integer.getInteger("aurae.soak.pods", 1_000);
    private static final int IN_A_CELL = 100;
    private static final int FILES_MORE = 8;
    private static final double MEMORY_MORE = 1.25;

    private final Node node;

    ManySoakIT(Node node) {
        this.node = node;
    }

    @Test
    void executablesStartedAndFreedLeaveNothing() throws IOException {
        leavesNothing(EXECUTABLES / IN_A_CELL, this::cellOfExecutables);
    }

    @Test
    void podsRunAndRemovedLeaveNothing() throws IOException {
        node.aurae("pull", "busybox").orFail();
        leavesNothing(PODS, this::pod);
    }

    /** The daemon is measured after a tenth of the rounds, when all of it is loaded and warm, and again at the end. */
    private void leavesNothing(int rounds, IntConsumer round) throws IOException {
        Traces before = Traces.of(node);
        for (int number = 0; number < rounds / 10; number++) {
            round.accept(number);
        }
        KernelProcess daemon = node.daemon();
        long files = openFiles(daemon);
        long memory = memoryKib(daemon);
        for (int number = rounds / 10; number < rounds; number++) {
            round.accept(number);
        }
        await().untilAsserted(() -> assertThat(Traces.of(node).found()).isSubsetOf(before.found()));
        System.out.printf(
                "%d rounds; open files %d, then %d; resident %d KiB, then %d KiB%n",
                rounds, files, openFiles(daemon), memory, memoryKib(daemon));
        assertThat(node.daemon()).as("the daemon lived through it").isEqualTo(daemon);
        assertThat(openFiles(daemon)).isLessThanOrEqualTo(files + FILES_MORE);
        assertThat((double) memoryKib(daemon)).isLessThan(memory * MEMORY_MORE);
    }

    private void cellOfExecutables(int number) {
        Library library = node.library();
        String cell = "many" + number;
        library.allocate(cell);
        for (int i = 0; i < IN_A_CELL; i++) {
            library.start(cell, "e" + i, "/bin/true");
        }
        for (int i = 0; i < IN_A_CELL; i++) {
            assertThat(library.await(cell, "e" + i).getExitCode()).isZero();
        }
        library.free(cell);
    }

    private void pod(int number) {
        String name = "many" + number;
        var pods = node.client().pods().withDeadlineAfter(2, TimeUnit.MINUTES);
        pods.allocate(PodServiceAllocateRequest.newBuilder()
                .setPod(Pod.newBuilder().setName(name))
                .build());
        pods.start(PodServiceStartRequest.newBuilder().setName(name).build());
        node.library()
                .allocate(Cell.newBuilder()
                        .setName(name + "/box")
                        .setRoot(CellRoot.newBuilder().setImage("busybox"))
                        .build());
        node.library().start(name + "/box", "sleep", "sleep", "600");
        node.library().stop(name + "/box", "sleep", 0);
        pods.free(PodServiceFreeRequest.newBuilder().setName(name).build());
    }

    private static long openFiles(KernelProcess daemon) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(daemon.pid()), "fd"))) {
            return files.count();
        }
    }

    private static long memoryKib(KernelProcess daemon) {
        return Long.parseLong(daemon.field("VmRSS").orElseThrow().replaceAll("\\D", ""));
    }
}
