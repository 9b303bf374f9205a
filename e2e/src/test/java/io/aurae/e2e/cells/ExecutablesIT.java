// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Running;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.ExecutableStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnNode
class ExecutablesIT {
    private final Node node;

    ExecutablesIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    void allocate() {
        node.library().allocate("jobs");
    }

    @Test
    void anExecutablesOutputAndExitCodeAreKept() {
        node.library().startShell("jobs", "report", "echo to stdout; echo to stderr >&2; exit 7");

        ExecutableStatus status = node.library().await("jobs", "report");
        assertThat(status.getState()).isEqualTo(ExecutableState.EXECUTABLE_STATE_EXITED);
        assertThat(status.getExitCode()).isEqualTo(7);
        assertThat(node.aurae("cell", "wait", "jobs", "report").run().exitCode())
                .isEqualTo(7);
        Command.Result logs = node.aurae("logs", "jobs:report").run();
        assertThat(logs.stdout()).isEqualTo("to stdout\n");
        assertThat(logs.stderr()).isEqualTo("to stderr\n");
        assertThat(node.aurae("ps", "--all").orFail()).containsPattern("jobs .*exited \\(7\\)");
    }

    @Test
    void aFollowerOfALogSeesEachLineAsItIsWrittenAndEndsWithTheExecutable() throws Exception {
        Path go = node.directory().resolve("go");
        node.library()
                .startShell("jobs", "talker", "echo first; until [ -e " + go + " ]; do sleep 0.1; done; echo last");

        try (Running follower = node.aurae("logs", "--follow", "jobs:talker").start()) {
            await().until(follower::stdout, "first\n"::equals);
            Files.createFile(go);
            assertThat(follower.await().orFail()).isEqualTo("first\nlast");
        } finally {
            Files.deleteIfExists(go);
        }
    }

    @Test
    void aStoppedExecutableGetsItsSignalFirst() {
        KernelProcess process = node.library()
                .startShell("jobs", "polite", "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.1; done");
        await().until(() -> node.library().log("jobs", "polite"), "ready\n"::equals);

        node.aurae("cell", "stop", "jobs", "polite").orFail();

        assertThat(process.isAlive()).isFalse();
        assertThat(node.library().status("jobs", "polite").getExitCode()).isEqualTo(3);
        assertThat(node.library().log("jobs", "polite")).isEqualTo("ready\nbye\n");
    }

    @Test
    void anExecutableThatIgnoresItsSignalIsKilledAfterTheGrace() {
        KernelProcess process =
                node.library().startShell("jobs", "deaf", "trap '' TERM; echo ready; while :; do sleep 0.1; done");
        await().until(() -> node.library().log("jobs", "deaf"), "ready\n"::equals);

        node.library().stop("jobs", "deaf", 1);

        assertThat(process.isAlive()).isFalse();
        assertThat(node.library().status("jobs", "deaf").getExitCode()).isEqualTo(137);
    }

    @Test
    void aProcessBesideAnExecutableHasItsInputOutputAndExitCode() {
        KernelProcess process = node.library().start("jobs", "sleeper", "sleep", "600");

        Command.Result result = node.aurae("exec", "-i", "-e", "GREETING=hello", "jobs:sleeper", "--", "sh", "-c")
                .with("read name; echo $GREETING $name; echo oops >&2; cat /proc/self/cgroup; exit 5")
                .reading("world\n")
                .run();

        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(5);
        assertThat(result.stdout()).startsWith("hello world\n").contains("/" + node.name() + "/");
        assertThat(result.stderr()).isEqualTo("oops\n");
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aProcessBesideAnExecutableMayHaveATerminal() {
        node.library().start("jobs", "sleeper", "sleep", "600");

        Command.Result result = node.aurae(
                        "exec",
                        "-it",
                        "jobs:sleeper",
                        "--",
                        "sh",
                        "-c",
                        "tty; stty size; read line; echo got $line; exit 4")
                .reading("typed\n")
                .inTerminal()
                .run();

        assertThat(result.stdout()).contains("/dev/pts/", "30 100", "got typed");
        assertThat(result.exitCode()).isEqualTo(4);
    }

    @Test
    void anExecutableRunsAsTheUserThatIsAskedFor() {
        node.aurae("cell", "start", "--uid", "65534", "--gid", "65534", "jobs", "nobody", "--", "id", "-u")
                .orFail();

        node.library().await("jobs", "nobody");
        assertThat(node.library().log("jobs", "nobody")).isEqualTo("65534\n");
    }
}
