// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.aurae.base.FaultCode;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.aurae.proto.cells.v0.ExecStart;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers: a node, and below it the instance `web-0`, to which the node has a channel. */
@Timeout(30)
final class ForwardingTest {
    private static final Metadata.Key<String> WORD = Metadata.Key.of("word", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    Path directory;

    private TestNode node;
    private final TestCells nested = new TestCells();
    private final CompletableFuture<String> wordBelow = new CompletableFuture<>();
    private AuraeServer nestedServer;
    private ManagedChannel down;

    @BeforeEach
    void startBoth() {
        node = new TestNode(directory);
        Path socket = directory.resolve("web-0.sock");
        IdentityFiles instance = node.authority.issue(
                Leaf.instance(TestNode.NIVENLY, "alice", "web-0"), directory.resolve("web-0"), "node");
        nestedServer = AuraeServerBuilder.onSocket(socket, instance)
                .service(nested)
                .audit(line -> {})
                .intercept(new WordReader(wordBelow))
                .start();
        down = AuraeChannel.open(new Endpoint.Unix(socket), node.node);
        node.start(node.server()
                .forward((method, path) -> path.equals("web-0") || path.startsWith("web-0/")
                        ? Optional.of(new Route.Target(down, "web-0"))
                        : Optional.empty()));
    }

    @AfterEach
    void close() throws Exception {
        node.close();
        down.shutdownNow();
        nestedServer.close();
    }

    @Test
    void handsAUnaryCallDownWithoutTheLabelAndTheAnswerUpWithIt() {
        CompletableFuture<String> seen = new CompletableFuture<>();
        TestCells.Allocation sound = nested.allocation;
        nested.allocation = request -> {
            seen.complete(request.getCell().getName());
            return sound.answer(request);
        };

        assertThat(node.stub().allocate(TestNode.allocate("web-0/db/x")).getCellName())
                .isEqualTo("web-0/db/x");
        assertThat(seen).isCompletedWithValue("db/x");
        assertThat(node.cells.callers).isEmpty();
        assertThat(nested.callers)
                .singleElement()
                .satisfies(caller -> assertThat(caller.id())
                        .as("the node calls in its own name")
                        .hasToString("spiffe://nivenly.com/node/alice"));
        await().untilAsserted(() -> assertThat(node.audit)
                .singleElement()
                .satisfies(line -> assertThat(line.toString())
                        .contains(" path='web-0/db/x' code=OK ")
                        .contains(" caller=spiffe://nivenly.com/user/root ")));
    }

    @Test
    void servesTheRestItself() {
        assertThat(node.stub().allocate(TestNode.allocate("web-01/db")).getCellName())
                .isEqualTo("web-01/db");
        assertThat(node.stub().allocate(TestNode.allocate("")).getCellName()).isEmpty();
        assertThat(node.cells.callers).hasSize(2);
        assertThat(nested.callers).isEmpty();
    }

    @Test
    void namesTheInstanceItselfByNothing() {
        nested.allocation = request -> {
            throw new RpcException(
                    FaultCode.INVALID_ARGUMENT, "cell '" + request.getCell().getName() + "'");
        };

        assertThatThrownBy(() -> node.stub().allocate(TestNode.allocate("web-0")))
                .hasMessage("INVALID_ARGUMENT: cell ''");
    }

    @Test
    void streamsInBothDirectionsAtOnce() throws Exception {
        CompletableFuture<String> started = new CompletableFuture<>();
        nested.exec = call -> {
            started.complete(call.receive().orElseThrow().getStart().getCellName());
            Optional<CellServiceExecRequest> request = call.receive();
            while (request.isPresent()) {
                call.send(CellServiceExecResponse.newBuilder()
                        .setStdout(request.get().getStdin())
                        .build());
                request = call.receive();
            }
            call.send(CellServiceExecResponse.newBuilder().setExitCode(7).build());
        };
        BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call =
                CellServiceGrpc.newBlockingV2Stub(node.channel()).exec();
        call.write(start("web-0/db"));
        for (int i = 0; i < 100; i++) {
            call.write(CellServiceExecRequest.newBuilder()
                    .setStdin(ByteString.copyFromUtf8("word " + i))
                    .build());
            assertThat(call.read().getStdout().toStringUtf8()).isEqualTo("word " + i);
        }
        call.halfClose();

        assertThat(call.read().getExitCode()).isEqualTo(7);
        assertThat(call.read()).isNull();
        assertThat(started).isCompletedWithValue("db");
    }

    @Test
    void servesItsOwnStreamsJustAsWell() throws Exception {
        node.cells.exec = call -> {
            String cell = call.receive().orElseThrow().getStart().getCellName();
            for (int i = 0; i < 20; i++) {
                assertThat(call.receive()).isPresent();
            }
            call.send(CellServiceExecResponse.newBuilder()
                    .setStdout(ByteString.copyFromUtf8(cell))
                    .build());
        };
        BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call =
                CellServiceGrpc.newBlockingV2Stub(node.channel()).exec();
        call.write(start("own"));
        for (int i = 0; i < 20; i++) {
            call.write(CellServiceExecRequest.getDefaultInstance());
        }

        assertThat(call.read().getStdout().toStringUtf8()).isEqualTo("own");
    }

    @Test
    void lowerSideWaitsForACallerThatDoesNotRead() {
        int lines = 5000;
        AtomicInteger sent = new AtomicInteger();
        nested.logs = call -> {
            while (sent.get() < lines) {
                call.send(CellServiceLogsResponse.newBuilder()
                        .setData(ByteString.copyFrom(new byte[1024]))
                        .build());
                sent.incrementAndGet();
            }
        };
        Iterator<CellServiceLogsResponse> answers = node.stub().logs(logs("web-0/db"));
        answers.next();
        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(10)).until(sent::get, n -> n < lines);

        int read = 1;
        while (answers.hasNext()) {
            answers.next();
            read++;
        }
        assertThat(read).isEqualTo(lines);
        assertThat(nested.logsRequest.getCellName()).isEqualTo("db");
    }

    @Test
    void upperSideWaitsForANestedHandlerThatDoesNotReceive() throws Exception {
        CountDownLatch enough = new CountDownLatch(1);
        nested.exec = call -> {
            assertThat(call.receive()).isPresent();
            enough.await();
        };
        BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call =
                CellServiceGrpc.newBlockingV2Stub(node.channel()).exec();
        call.write(start("web-0/db"));
        int written = Flood.until(call, 300);

        assertThat(written).as("64 KiB blocks taken before anybody read one").isLessThan(200);
        enough.countDown();
        call.cancel("test", null);
    }

    @Test
    void cancelsBelowWhatTheCallerCancels() throws Exception {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        nested.exec = call -> {
            call.onCancel(() -> cancelled.complete(true));
            call.send(CellServiceExecResponse.getDefaultInstance());
            call.receive();
            call.receive();
        };
        BlockingClientCall<CellServiceExecRequest, CellServiceExecResponse> call =
                CellServiceGrpc.newBlockingV2Stub(node.channel()).exec();
        call.write(start("web-0/db"));
        call.read();
        call.cancel("test", null);

        assertThat(cancelled.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void carriesTheDeadlineDown() {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        nested.logs = call -> {
            call.onCancel(() -> cancelled.complete(true));
            call.send(CellServiceLogsResponse.getDefaultInstance());
        };
        nested.allocation = request -> {
            Cancellation.current().onCancel(() -> cancelled.complete(true));
            cancelled.get(10, TimeUnit.SECONDS);
            throw new CallCancelledException();
        };

        assertThatThrownBy(() -> node.stub()
                        .withDeadlineAfter(400, TimeUnit.MILLISECONDS)
                        .allocate(TestNode.allocate("web-0/db")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        await().untilAsserted(() -> assertThat(cancelled).isCompletedWithValue(true));
    }

    @Test
    void carriesMetadataDown() {
        Metadata headers = new Metadata();
        headers.put(WORD, "hello");
        node.stub()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .allocate(TestNode.allocate("web-0/db"));

        assertThat(wordBelow).isCompletedWithValue("hello");
    }

    @Test
    void carriesAFailureUpAsItIs() {
        nested.allocation = request -> {
            throw new RpcException(FaultCode.ALREADY_EXISTS, "cell 'db' exists");
        };

        assertThatThrownBy(() -> node.stub().allocate(TestNode.allocate("web-0/db")))
                .hasMessage("ALREADY_EXISTS: cell 'db' exists");
    }

    @Test
    void saysThatTheInstanceDoesNotAnswer() {
        nestedServer.close();

        assertThatThrownBy(() -> node.stub().allocate(TestNode.allocate("web-0/db")))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                    assertThat(e.getStatus().getDescription()).startsWith("instance 'web-0' does not answer: ");
                });
    }

    private static CellServiceExecRequest start(String cell) {
        return CellServiceExecRequest.newBuilder()
                .setStart(ExecStart.newBuilder().setCellName(cell))
                .build();
    }

    private static CellServiceLogsRequest logs(String cell) {
        return CellServiceLogsRequest.newBuilder().setCellName(cell).build();
    }

    private record WordReader(CompletableFuture<String> word) implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            word.complete(String.valueOf(headers.get(WORD)));
            return next.startCall(call, headers);
        }
    }
}
