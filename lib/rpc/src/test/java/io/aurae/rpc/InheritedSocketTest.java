// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.proto.cells.v0.CellServiceAllocateResponse;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InheritedSocketTest {
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
    void servesCallsThatCameBeforeTheServer() throws Exception {
        int descriptor = listen();
        Future<CellServiceAllocateResponse> early =
                CellServiceGrpc.newFutureStub(node.channel()).allocate(TestNode.allocate("early"));

        node.start(AuraeServerBuilder.onInherited(descriptor, node.node).service(node.cells));

        assertThat(early.get(10, TimeUnit.SECONDS).getCellName()).isEqualTo("early");
        assertThat(node.stub().allocate(TestNode.allocate("late")).getCellName())
                .as("a second connection")
                .isEqualTo("late");
        assertThat(node.cells.callers)
                .allSatisfy(caller -> assertThat(caller.process().orElseThrow().pid())
                        .isEqualTo((int) ProcessHandle.current().pid()));
    }

    @Test
    void leavesTheSocketToTheProcessThatHoldsIt() throws Exception {
        AuraeServer server =
                node.start(AuraeServerBuilder.onInherited(listen(), node.node).service(node.cells));
        assertThat(node.stub().allocate(TestNode.allocate("web")).getCellName()).isEqualTo("web");

        server.close();

        assertThat(node.socket).exists();
    }

    private int listen() throws Exception {
        Epoll.ensureAvailability();
        Socket socket = Socket.newSocketDomain();
        socket.bind(new DomainSocketAddress(node.socket.toFile()));
        socket.listen(16);
        return socket.intValue();
    }
}
