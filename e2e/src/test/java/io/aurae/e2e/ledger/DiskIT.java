// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.Registry;
import io.aurae.e2e.Traces;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node of its own, whose runtime directory is a small file system. */
@RequiresRoot
class DiskIT {
    @RegisterExtension
    static final LeakCheck LEAKS = new LeakCheck();

    /** More than a start needs, of files of at most a page. */
    private static final int PAGES = 8;

    private static Node node;
    private static Path run;

    @BeforeAll
    static void beginOnASmallDisk() throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Registry registry = Registry.start(LEAKS);
        run = Files.createDirectory(LEAKS.directory().resolve("run"));
        Command.of("mount", "-t", "tmpfs", "-o", "size=16m,mode=0755", LEAKS.name(), run.toString())
                .orFail();
        LEAKS.atEnd(
                "unmount the small disk",
                () -> Command.of("umount", run.toString()).orFail());
        node = Node.up(LEAKS, registry);
        LEAKS.atEnd("close the client", () -> node.close());
    }

    @AfterEach
    void makeRoom() throws IOException {
        Files.deleteIfExists(run.resolve("filler"));
        node.freeAll();
    }

    @Test
    void onAFullDiskEachCallIsRefusedInWordsAndLeavesNothing() {
        KernelProcess daemon = node.daemon();
        node.library().allocate("before");
        Set<String> clean = traces();
        for (int free = 0; free < PAGES; free++) {
            fillUpTo(free);
            String cell = "jobs" + free;
            boolean whole = succeeds(() -> node.library().allocate(cell))
                    && succeeds(() -> node.library().start(cell, "main", "sleep", "600"));
            node.library().cells("");
            node.library().free(cell);
            await().untilAsserted(() -> assertThat(traces()).isEqualTo(clean));
            assertThat(whole && free == 0).isFalse();
        }
        makeRoomNow();
        node.library().start("before", "main", "sleep", "600");
        assertThat(node.daemon()).isEqualTo(daemon);
        assertThat(node.aurae("system", "check").run().exitCode()).isZero();
    }

    @Test
    void onAReadOnlyDirectoryACallIsRefusedAndWhatRunsGoesOn() {
        node.library().allocate("jobs");
        KernelProcess process = node.library().start("jobs", "main", "sleep", "600");
        String cells = run.resolve("cells").toString();
        Command.of("mount", "--bind", cells, cells).orFail();
        try {
            Command.of("mount", "-o", "remount,bind,ro", cells).orFail();
            assertThatThrownBy(() -> node.library().allocate("more"))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode())
                                    .as(e.getMessage())
                                    .isEqualTo(Status.Code.UNAVAILABLE))
                    .hasMessageContaining("Read-only file system");
            assertThat(process.isAlive()).isTrue();
            assertThat(node.library().status("jobs", "main").getPid()).isEqualTo((int) process.pid());
        } finally {
            Command.of("umount", cells).orFail();
        }
        node.library().allocate("more");
    }

    /** Whether it did; if not, for want of space and nothing else. */
    private static boolean succeeds(ThrowingCallable call) {
        try {
            call.call();
            return true;
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).as(e.getMessage()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(e.getMessage()).contains("No space left on device");
            return false;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Leaves so many pages. */
    private static void fillUpTo(int pages) {
        makeRoomNow();
        Command.of(
                        "sh",
                        "-c",
                        "cat /dev/zero > " + run.resolve("filler") + " 2>&-; truncate -s -" + 4096 * pages + " "
                                + run.resolve("filler"))
                .orFail();
    }

    private static void makeRoomNow() {
        try {
            Files.deleteIfExists(run.resolve("filler"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> traces() {
        Set<String> lines = new TreeSet<>(Traces.of(node).unnumbered().found());
        lines.removeIf(line -> line.contains("filler"));
        return lines;
    }
}
