// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceReopenLogRequest;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.observe.v0.GetSubProcessStreamRequest;
import io.aurae.proto.observe.v0.LogChannelType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@OnNode
class LogsIT {
    private static final int LINES = 240_000;

    private final Node node;

    LogsIT(Node node) {
        this.node = node;
    }

    @Test
    void aFastWritersLogIsRotatedWithoutALostLine() throws Exception {
        node.library().allocate("writer");
        Path go = node.directory().resolve("writer-go");
        node.library()
                .startShell(
                        "writer",
                        "main",
                        "while ! test -e " + go + "; do sleep 0.05; done; seq -f '%0120.0f' 1 " + LINES
                                + "; sleep 2; echo " + (LINES + 1));
        CompletableFuture<Long> followed = CompletableFuture.supplyAsync(() -> countInOrder("writer", true));
        Files.createFile(go);
        assertThat(node.library().await("writer", "main").getExitCode()).isZero();
        assertThat(followed.get(120, TimeUnit.SECONDS)).isEqualTo(LINES + 1);
        assertThat(countInOrder("writer", false)).isEqualTo(LINES + 1);
        Path log = Path.of(node.library().status("writer", "main").getLogPath());
        assertThat(log.resolveSibling("log.1")).exists();
        assertThat(node.aurae("logs", "--tail", "1", "writer").orFail()).isEqualTo(Integer.toString(LINES + 1));
        Files.delete(go);
    }

    /** How many lines there are, each of them one greater than the one before. */
    private long countInOrder(String cell, boolean follow) {
        StringBuilder line = new StringBuilder();
        long[] count = {0};
        node.client()
                .cells()
                .withDeadlineAfter(240, TimeUnit.SECONDS)
                .logs(CellServiceLogsRequest.newBuilder()
                        .setCellName(cell)
                        .setExecutableName("main")
                        .setFollow(follow)
                        .build())
                .forEachRemaining(piece -> {
                    line.append(piece.getData().toStringUtf8());
                    if (line.charAt(line.length() - 1) == '\n') {
                        assertThat(Long.parseLong(line.toString().strip())).isEqualTo(++count[0]);
                        line.setLength(0);
                    }
                });
        return count[0];
    }

    @Test
    void aLogThatTheCallerMovesAwayIsBegunAnew() throws IOException {
        Path log = node.directory().resolve("chosen.log");
        Path moved = node.directory().resolve("chosen.log.old");
        node.library().allocate("chosen");
        node.client()
                .cells()
                .start(CellServiceStartRequest.newBuilder()
                        .setCellName("chosen")
                        .setExecutable(Executable.newBuilder()
                                .setName("main")
                                .setLogPath(log.toString())
                                .addAllArgs(List.of(
                                        "/bin/sh",
                                        "-c",
                                        "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo $i; sleep 0.001; done")))
                        .build());
        await().until(() -> Files.exists(log) && Files.size(log) > 1000);
        Files.move(log, moved);
        CellServiceReopenLogRequest request = CellServiceReopenLogRequest.newBuilder()
                .setCellName("chosen")
                .setExecutableName("main")
                .build();
        node.client().cells().reopenLog(request);
        assertThat(log).exists();
        node.client().cells().reopenLog(request);
        node.library().await("chosen", "main");
        List<String> lines = new ArrayList<>(Files.readAllLines(moved));
        lines.addAll(Files.readAllLines(log));
        assertThat(lines).hasSize(2000);
        assertThat(lines.getLast()).endsWith(" 2000");
        Files.delete(log);
        Files.delete(moved);
    }

    @Test
    void aLogInAnInstanceWhoseDaemonSleepsIsRotatedToo() throws IOException {
        Path go = node.directory().resolve("nested-go");
        node.aurae("instance", "spawn", "quiet").orFail();
        node.aurae("instance", "spawn", "quiet/deep").orFail();
        node.library().allocate("quiet/deep/writer");
        node.library()
                .startShell(
                        "quiet/deep/writer",
                        "main",
                        "while ! test -e " + go + "; do sleep 0.05; done; seq -f '%0120.0f' 1 150000; sleep 600");
        Path runtime = node.directory().resolve("run/instances/quiet/run/instances/deep/run");
        Path log = runtime.resolve("cells/writer/executables/main/log");
        await().until(() -> KernelProcess.all().stream()
                .noneMatch(process -> process.commandLine().contains("/runtime/bin/java")
                        && process.commandLine().contains(" --nested ")
                        && process.commandLine().contains(node.directory().toString())));

        Files.createFile(go);

        await().until(() -> Files.exists(log.resolveSibling("log.1")) && Files.exists(log));
        assertThat(node.library().log("quiet/deep/writer", "main").lines()).hasSize(150_000);
        Files.delete(go);
    }

    @Test
    void whatTheDaemonAndAProcessWriteCanBeReadAlong() {
        assertThat(node.aurae("logs", "--daemon").orFail()).contains("serves on", "io.aurae.audit");
        node.library().allocate("spoken");
        int pid = (int) node.library()
                .startShell("spoken", "main", "echo out; echo err >&2; sleep 600")
                .pid();
        List<String> lines = new ArrayList<>();
        await().untilAsserted(() -> {
            lines.clear();
            node.client()
                    .observe()
                    .getSubProcessStream(GetSubProcessStreamRequest.newBuilder()
                            .setProcessId(pid)
                            .setChannelType(LogChannelType.LOG_CHANNEL_TYPE_STDERR)
                            .setFromStart(true)
                            .setNoFollow(true)
                            .build())
                    .forEachRemaining(response -> lines.add(response.getItem().getChannel() + " "
                            + response.getItem().getLine()));
            assertThat(lines).containsExactly("stderr err");
        });
    }
}
