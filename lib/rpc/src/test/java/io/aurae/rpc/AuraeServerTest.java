// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.proto.cells.v0.CellServiceAllocateResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuraeServerTest {
    private static final class Refused extends AuraeException {
        private Refused(FaultCode code, String message) {
            super(code, message);
        }
    }

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void makeTheNode() {
        node = new TestNode(directory);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void tellsTheHandlerWhoCalls() throws IOException {
        node.start();

        assertThat(node.stub().allocate(TestNode.allocate("web")).getCellName()).isEqualTo("web");

        int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int gid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
        int pid = (int) ProcessHandle.current().pid();
        assertThat(node.cells.callers).singleElement().satisfies(caller -> {
            assertThat(caller.id()).hasToString("spiffe://nivenly.com/user/root");
            assertThat(caller.process()).hasValue(new PeerProcess(pid, uid, gid));
        });
    }

    @Test
    void writesOneAuditLineForEachCall() {
        node.start();
        node.stub().allocate(TestNode.allocate("web-0/nginx"));

        await().untilAsserted(() -> assertThat(node.audit).singleElement().satisfies(line -> {
            assertThat(line.method()).isEqualTo("aurae.cells.v0.CellService/Allocate");
            assertThat(line.paths()).containsExactly("web-0/nginx");
            assertThat(line.code()).isEqualTo(Status.Code.OK);
            assertThat(line.duration()).isPositive();
        }));
    }

    @Test
    void answersAFaultWithItsCodeAndMessage() {
        node.start();
        node.cells.allocation = request -> {
            throw new Refused(FaultCode.ALREADY_EXISTS, "cell 'web' exists");
        };

        assertThatThrownBy(() -> node.stub().allocate(TestNode.allocate("web")))
                .hasMessage("ALREADY_EXISTS: cell 'web' exists");
        await().untilAsserted(() -> assertThat(node.audit)
                .singleElement()
                .extracting(AuditLine::code)
                .isEqualTo(Status.Code.ALREADY_EXISTS));
    }

    @Test
    void answersAFaultHandedToTheObserverAlike() {
        node.start();
        node.cells.allocation = request -> {
            throw new IOException("disk full at /var/lib/secret");
        };

        assertThatThrownBy(() -> node.stub().allocate(TestNode.allocate("web")))
                .hasMessageMatching("INTERNAL: internal error [0-9a-f]{8} \\(the log has the cause\\)");
    }

    @Test
    void livesOnAfterAnUnexpectedFailure() {
        node.start();
        TestCells.Allocation sound = node.cells.allocation;
        node.cells.allocation = request -> {
            throw new IllegalStateException("bug");
        };
        assertThatThrownBy(() -> node.stub().allocate(TestNode.allocate("web")))
                .hasMessageStartingWith("INTERNAL: internal error ");
        node.cells.allocation = sound;

        assertThat(node.stub().allocate(TestNode.allocate("web")).getCellName()).isEqualTo("web");
    }

    @Test
    void cutsAMessageThatHasNoRoomInTheHeaders() {
        node.start();
        node.cells.allocation = request -> {
            throw new Refused(FaultCode.FAILED_PRECONDITION, ("'" + "日本語".repeat(60) + "' ").repeat(10));
        };

        assertThatThrownBy(() -> node.stub().allocate(TestNode.allocate("web")))
                .hasMessageMatching("FAILED_PRECONDITION: ['日本語 ]{400,500}…");
    }

    @Test
    void refusesARequestThatIsTooLong() {
        node.start();

        assertThatThrownBy(
                        () -> node.stub().allocate(TestNode.allocate("w".repeat(AuraeServerBuilder.REQUEST_BYTES_MAX))))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining(String.valueOf(AuraeServerBuilder.REQUEST_BYTES_MAX));
    }

    @Test
    void servesHealth() {
        AuraeServer server = node.start();
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(node.channel());
        HealthCheckRequest whole = HealthCheckRequest.getDefaultInstance();
        HealthCheckRequest cells = HealthCheckRequest.newBuilder()
                .setService("aurae.cells.v0.CellService")
                .build();

        assertThat(health.check(whole).getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThat(health.check(cells).getStatus()).isEqualTo(ServingStatus.SERVING);
        server.serving("", false);
        assertThat(health.check(whole).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void opensItsSocketToOwnerAndGroupOnly() throws IOException {
        node.start();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.socket)))
                .isEqualTo("rw-rw----");
    }

    @Test
    void takesTheSocketOfAServerThatDied() throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(node.socket));
        }
        assertThat(node.socket).exists();

        node.start();

        assertThat(node.stub().allocate(TestNode.allocate("web")).getCellName()).isEqualTo("web");
    }

    @Test
    void leavesTheSocketOfALivingServerAlone() {
        node.start();

        assertThatThrownBy(() -> node.server().start())
                .isInstanceOf(RpcException.class)
                .hasMessage("socket '" + node.socket + "' is served by another process (expected: a free path)");
        assertThat(node.stub().allocate(TestNode.allocate("web")).getCellName()).isEqualTo("web");
    }

    @Test
    void leavesAFileThatIsNoSocketAlone() throws IOException {
        Files.writeString(node.socket, "precious");

        assertThatThrownBy(() -> node.server().start()).isInstanceOf(RpcException.class);
        assertThat(node.socket).hasContent("precious");
    }

    @Test
    void namesASocketThatItCannotMake() {
        Path absent = directory.resolve("absent/aurae.sock");

        assertThatThrownBy(() -> AuraeServerBuilder.onSocket(absent, node.node).start())
                .isInstanceOf(RpcException.class)
                .hasMessage("server cannot listen on '" + absent + "'");
    }

    @Test
    void removesItsSocketWhenItCloses() {
        AuraeServer server = node.start();
        server.close();

        assertThat(node.socket).doesNotExist();
    }

    @Test
    void actsOnceWhenNobodyCallsForAWhile() throws Exception {
        CountDownLatch idle = new CountDownLatch(1);
        CountDownLatch calling = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        node.cells.allocation = request -> {
            calling.countDown();
            answer.await();
            return CellServiceAllocateResponse.getDefaultInstance();
        };
        Duration quiet = Duration.ofMillis(1500);
        node.start(node.server().onIdle(quiet, () -> false, idle::countDown));
        Thread call = Thread.startVirtualThread(() -> node.stub().allocate(TestNode.allocate("web")));
        calling.await();

        assertThat(idle.await(quiet.plusMillis(500).toMillis(), TimeUnit.MILLISECONDS))
                .as("a call is being served")
                .isFalse();
        answer.countDown();
        call.join();
        assertThat(idle.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void actsNotBeforeOtherWorkIsDone() throws Exception {
        CountDownLatch idle = new CountDownLatch(1);
        AtomicInteger work = new AtomicInteger(3);
        node.start(node.server().onIdle(Duration.ofMillis(20), () -> work.decrementAndGet() >= 0, idle::countDown));

        assertThat(idle.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(work).hasValue(-1);
    }

    @Test
    void workWithoutACallIsNotCutOffByIdlenessAndDoesNotPutItOff() throws Exception {
        CountDownLatch idle = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Duration quiet = Duration.ofMillis(500);
        AuraeServer server = node.start(node.server().onIdle(quiet, () -> false, idle::countDown));
        Thread work = Thread.startVirtualThread(() -> server.busy(() -> {
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        assertThat(idle.await(quiet.multipliedBy(3).toMillis(), TimeUnit.MILLISECONDS))
                .as("work is under way")
                .isFalse();
        done.countDown();
        work.join();
        assertThat(idle.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
