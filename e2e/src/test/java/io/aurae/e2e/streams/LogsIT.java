// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.cells.v0.AttachStart;
import io.aurae.proto.cells.v0.CellServiceAttachRequest;
import io.aurae.proto.cells.v0.CellServiceAttachResponse;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceReopenLogRequest;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.observe.v0.GetSubProcessStreamRequest;
import io.aurae.proto.observe.v0.LogChannelType;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
    void anAttachedCallerWhoDoesNotReadIsCutOffAndTheProcessGoesOn() throws Exception {
        Path go = node.directory().resolve("attach-go");
        node.library().allocate("loud");
        node.library()
                .startShell(
                        "loud",
                        "main",
                        "while ! test -e " + go
                                + "; do echo .; sleep 0.05; done; head -c 100000000 /dev/zero | tr '\\0' x");
        CompletableFuture<Status> ended = new CompletableFuture<>();
        Sleeper sleeper = new Sleeper(ended);
        var requests = node.client().cellsAsync().attach(sleeper);
        requests.onNext(CellServiceAttachRequest.newBuilder()
                .setStart(AttachStart.newBuilder().setCellName("loud").setExecutableName("main"))
                .build());
        sleeper.awaitFirst();
        Files.createFile(go);
        assertThat(node.library().await("loud", "main").getExitCode()).isZero();
        sleeper.wake();
        assertThat(ended.get(60, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
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

    /** Reads one piece, and no more until it is woken. */
    private static final class Sleeper
            implements ClientResponseObserver<CellServiceAttachRequest, CellServiceAttachResponse> {
        private final CompletableFuture<Status> ended;
        private final CompletableFuture<ClientCallStreamObserver<?>> call = new CompletableFuture<>();
        private final CountDownLatch first = new CountDownLatch(1);

        private Sleeper(CompletableFuture<Status> ended) {
            this.ended = ended;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<CellServiceAttachRequest> stream) {
            stream.disableAutoRequestWithInitial(1);
            call.complete(stream);
        }

        private void awaitFirst() throws InterruptedException {
            assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
        }

        private void wake() {
            call.join().request(Integer.MAX_VALUE);
        }

        @Override
        public void onNext(CellServiceAttachResponse response) {
            first.countDown();
        }

        @Override
        public void onError(Throwable failure) {
            ended.complete(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            ended.complete(Status.OK);
        }
    }
}
