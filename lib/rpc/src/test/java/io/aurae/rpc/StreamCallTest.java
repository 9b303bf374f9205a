// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.aurae.base.FaultCode;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class StreamCallTest {
    private static final CellServiceLogsResponse LINE = CellServiceLogsResponse.newBuilder()
            .setData(ByteString.copyFrom(new byte[1024]))
            .build();
    private static final int LINES = 5000;

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void startTheNode() {
        node = new TestNode(directory);
        node.start();
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void answersEachRequestAndEndsWithTheBody() throws Exception {
        node.cells.exec = call -> {
            Optional<CellServiceExecRequest> request = call.receive();
            while (request.isPresent()) {
                call.send(stdout(request.get().getStdin()));
                request = call.receive();
            }
            call.send(CellServiceExecResponse.newBuilder().setExitCode(3).build());
        };
        BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call = exec();

        for (String word : List.of("one", "two")) {
            call.write(stdin(word));
            assertThat(call.read().getStdout().toStringUtf8()).isEqualTo(word);
        }
        call.halfClose();
        assertThat(call.read().getExitCode()).isEqualTo(3);
        assertThat(call.read()).isNull();
    }

    @Test
    void knowsTheCallerInItsBody() throws Exception {
        CompletableFuture<Caller> caller = new CompletableFuture<>();
        node.cells.exec = call -> caller.complete(Caller.current());
        exec();

        assertThat(caller.get(10, TimeUnit.SECONDS).id()).hasToString("spiffe://nivenly.com/user/root");
    }

    @Test
    void waitsForACallerThatDoesNotRead() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        node.cells.logs = call -> {
            while (sent.get() < LINES) {
                call.send(LINE);
                sent.incrementAndGet();
            }
        };
        Iterator<CellServiceLogsResponse> lines = node.stub().logs(CellServiceLogsRequest.getDefaultInstance());
        lines.next();
        await().during(Duration.ofMillis(200)).atMost(Duration.ofSeconds(10)).until(sent::get, n -> n < LINES);

        int read = 1;
        while (lines.hasNext()) {
            lines.next();
            read++;
        }
        assertThat(read).isEqualTo(LINES);
    }

    @Test
    void makesACallerWaitThatSendsFasterThanTheBodyReceives() throws Exception {
        CountDownLatch receive = new CountDownLatch(1);
        AtomicInteger received = new AtomicInteger();
        node.cells.exec = call -> {
            receive.await();
            while (call.receive().isPresent()) {
                received.incrementAndGet();
            }
        };
        BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call = exec();
        int written = Flood.until(call, 300);

        assertThat(written).as("64 KiB blocks taken before anybody read one").isLessThan(100);
        receive.countDown();
        call.halfClose();
        assertThat(call.read()).isNull();
        assertThat(received).hasValue(written);
    }

    @Test
    void keepsFewLargeRequestsOfACallerThatSendsFasterThanTheBodyReceives() throws Exception {
        CountDownLatch receive = new CountDownLatch(1);
        node.cells.exec = call -> {
            receive.await();
            while (call.receive().isPresent()) {}
        };
        BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call = exec();
        CellServiceExecRequest large = CellServiceExecRequest.newBuilder()
                .setStdin(ByteString.copyFrom(new byte[3 << 20]))
                .build();
        int written = 0;
        while (written < 20 && isTaken(call, large)) {
            written++;
        }

        assertThat(written).as("3 MiB blocks taken before anybody read one").isLessThan(6);
        receive.countDown();
        call.halfClose();
        assertThat(call.read()).isNull();
    }

    private static boolean isTaken(
            BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call, CellServiceExecRequest request)
            throws Exception {
        try {
            return call.write(request, 300, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Test
    void endsWithTheStatusOfItsFailure() {
        node.cells.exec = call -> {
            throw new RpcException(FaultCode.NOT_FOUND, "cell 'web' not found");
        };

        assertThatThrownBy(() -> exec().read()).isInstanceOfSatisfying(StatusException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
            assertThat(e.getStatus().getDescription()).isEqualTo("cell 'web' not found");
        });
    }

    @Test
    void tellsABodyThatReceivesThatItsCallerIsGone() throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        CountDownLatch action = new CountDownLatch(1);
        node.cells.exec = call -> {
            call.onCancel(action::countDown);
            try {
                call.send(stdout(ByteString.EMPTY));
                call.receive();
            } catch (CallCancelledException e) {
                seen.complete(e);
                throw e;
            }
        };
        BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call = exec();
        call.read();
        call.cancel("test", null);

        assertThat(seen.get(10, TimeUnit.SECONDS)).isInstanceOf(CallCancelledException.class);
        assertThat(action.await(10, TimeUnit.SECONDS)).isTrue();
        await().untilAsserted(() -> assertThat(node.audit)
                .singleElement()
                .extracting(AuditLine::code)
                .isEqualTo(Status.Code.CANCELLED));
    }

    @Test
    void tellsABodyThatSendsThatItsCallerIsGone() throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        node.cells.logs = call -> {
            try {
                while (true) {
                    call.send(LINE);
                }
            } catch (CallCancelledException e) {
                seen.complete(e);
                throw e;
            }
        };
        Iterator<CellServiceLogsResponse> lines = node.stub()
                .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                .logs(CellServiceLogsRequest.getDefaultInstance());
        lines.next();

        assertThat(seen.get(10, TimeUnit.SECONDS)).isInstanceOf(CallCancelledException.class);
    }

    @Test
    void tellsABlockedUnaryHandlerThatItsCallerIsGone() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        node.cells.allocation = request -> {
            Cancellation cancellation = Cancellation.current();
            try (var registration = cancellation.onCancel(woken::countDown)) {
                woken.await();
            }
            cancellation.check();
            throw new AssertionError("not cancelled");
        };

        assertThatThrownBy(() -> node.stub()
                        .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                        .allocate(TestNode.allocate("web")))
                .hasMessageStartingWith("DEADLINE_EXCEEDED");
        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void letsManyThreadsSend() throws Exception {
        List<String> words = new CopyOnWriteArrayList<>();
        node.cells.exec = call -> {
            Thread other = Thread.startVirtualThread(() -> sendMany(call, "b"));
            sendMany(call, "a");
            other.join();
        };
        BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call = exec();
        CellServiceExecResponse response = call.read();
        while (response != null) {
            words.add(response.getStdout().toStringUtf8());
            response = call.read();
        }

        assertThat(words).hasSize(2000).contains("a", "b");
    }

    private static void sendMany(StreamCall<?, CellServiceExecResponse> call, String word) {
        try {
            for (int i = 0; i < 1000; i++) {
                call.send(stdout(ByteString.copyFromUtf8(word)));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> exec() {
        return CellServiceGrpc.newBlockingV2Stub(node.channel()).exec();
    }

    private static CellServiceExecRequest stdin(String text) {
        return CellServiceExecRequest.newBuilder()
                .setStdin(ByteString.copyFromUtf8(text))
                .build();
    }

    private static CellServiceExecResponse stdout(ByteString text) {
        return CellServiceExecResponse.newBuilder().setStdout(text).build();
    }
}
