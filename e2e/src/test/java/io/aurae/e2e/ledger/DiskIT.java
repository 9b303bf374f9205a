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

/** A node of its own, whose runtime directory is a small file system, and whose library another one. */
@RequiresRoot
class DiskIT {
    @RegisterExtension
    static final LeakCheck LEAKS = new LeakCheck();

    /** More than a start needs, of files of at most a page. */
    private static final int PAGES = 8;

    private static Node node;
    private static Path run;
    private static Path library;

    @BeforeAll
    static void beginOnASmallDisk() throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Registry registry = Registry.start(LEAKS);
        run = smallDisk("run", "16m");
        library = smallDisk("lib", "64m");
        node = Node.up(LEAKS, registry);
        LEAKS.atEnd("close the client", () -> node.close());
    }

    private static Path smallDisk(String name, String size) throws IOException {
        Path disk = Files.createDirectory(LEAKS.directory().resolve(name));
        Command.of("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=0755", LEAKS.name(), disk.toString())
                .orFail();
        LEAKS.atEnd(
                "unmount the small disk " + name,
                () -> Command.of("umount", disk.toString()).orFail());
        return disk;
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

    @Test
    void aWorkloadThatFillsTheDiskWithItsLogCanBeStoppedAndFreedAndHarmsNoOther() throws IOException {
        node.library().allocate("quiet");
        KernelProcess quiet = node.library().start("quiet", "main", "sleep", "600");
        node.library().allocate("chatty");
        KernelProcess chatty = node.library().start("chatty", "main", "yes");
        await().until(() -> Files.getFileStore(run).getUsableSpace() == 0);

        assertThat(node.library().status("quiet", "main").getPid()).isEqualTo((int) quiet.pid());
        assertThat(chatty.isAlive()).isTrue();
        node.library().stop("chatty", "main", 10);
        assertThat(chatty.isAlive()).isFalse();
        node.library().free("chatty");
        assertThat(Files.getFileStore(run).getUsableSpace()).isGreaterThan(4 << 20);
        assertThat(quiet.isAlive()).isTrue();
        node.library().start("quiet", "more", "sleep", "600");
        assertThat(node.aurae("system", "check").run().exitCode()).isZero();
    }

    @Test
    void aWorkloadThatFillsItsRootHarmsNoOtherAndGivesTheSpaceBack() throws IOException {
        node.aurae("pull", "busybox").orFail();
        long before = Files.getFileStore(library).getUsableSpace();
        node.aurae("run", "--isolation", "cell", "--detach", "--name", "greedy", "busybox", "--", "sh", "-c")
                .with("dd if=/dev/zero of=/fill bs=65536; echo full; exec sleep 600")
                .orFail();
        await().until(() -> node.aurae("logs", "greedy").orFail().contains("full"));

        assertThat(node.aurae("logs", "greedy").run().stderr()).contains("No space left on device");
        assertThat(node.aurae("exec", "greedy", "echo", "still here").orFail()).isEqualTo("still here");
        node.aurae("run", "--isolation", "cell", "--rm", "busybox", "--", "true")
                .run();
        node.library().allocate("other");
        node.library().start("other", "main", "sleep", "600");
        node.aurae("rm", "--force", "greedy").orFail();
        assertThat(Files.getFileStore(library).getUsableSpace()).isGreaterThan(before - (1 << 20));
        node.aurae("run", "--isolation", "cell", "--rm", "busybox", "--", "true")
                .orFail();
        assertThat(node.aurae("system", "check").run().exitCode()).isZero();
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
