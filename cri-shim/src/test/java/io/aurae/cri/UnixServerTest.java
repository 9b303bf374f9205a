// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.RuntimeServiceGrpc;
import io.aurae.cri.v1.VersionRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixServerTest {
    private static final CriShim NOTHING = new CriShim(List.of());

    @TempDir
    Path directory;

    private final EventLoopGroup events = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    @AfterEach
    void close() {
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void onlyTheOwnerMayOpenTheSocketAndItGoesWithTheServer() throws Exception {
        Path socket = directory.resolve("sub/cri.sock");

        try (UnixServer server = UnixServer.start(socket, TestSockets.ownUid(), NOTHING)) {
            assertThat(server).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
        }

        assertThat(socket).doesNotExist();
    }

    @Test
    void aCallerWithAnotherUidIsCutOff() {
        Path socket = directory.resolve("cri.sock");
        try (UnixServer server = UnixServer.start(socket, TestSockets.ownUid() + 1, NOTHING)) {
            assertThat(codeOfACall(socket)).isEqualTo(Status.Code.UNAVAILABLE);
        }
        try (UnixServer server = UnixServer.start(socket, TestSockets.ownUid(), NOTHING)) {
            assertThat(codeOfACall(socket)).isEqualTo(Status.Code.UNIMPLEMENTED);
        }
    }

    @Test
    void aSocketThatSomebodyServesIsLeftToHim() {
        Path socket = directory.resolve("cri.sock");
        try (UnixServer first = UnixServer.start(socket, TestSockets.ownUid(), NOTHING)) {
            assertThatThrownBy(() -> UnixServer.start(socket, TestSockets.ownUid(), NOTHING))
                    .isInstanceOf(CriException.Startup.class)
                    .hasMessage("socket '" + socket + "' is in use (expected: a path that nobody serves)");
            assertThat(codeOfACall(socket)).isEqualTo(Status.Code.UNIMPLEMENTED);
        }
    }

    @Test
    void aSocketLeftByADeadProcessIsReplaced() throws Exception {
        Path socket = directory.resolve("cri.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        try (UnixServer server = UnixServer.start(socket, TestSockets.ownUid(), NOTHING)) {
            assertThat(codeOfACall(socket)).isEqualTo(Status.Code.UNIMPLEMENTED);
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("notes"), "mine");

        assertThatThrownBy(() -> UnixServer.start(file, TestSockets.ownUid(), NOTHING))
                .isInstanceOf(CriException.Startup.class)
                .hasMessage("socket '" + file + "' is something else (expected: a socket, or nothing)");
        assertThat(file).hasContent("mine");
        assertThat(directory.toFile().list()).containsExactly("notes");
    }

    @Test
    void aPathThatCannotBeASocketIsRefused() {
        Path socket = directory.resolve("x".repeat(120));

        assertThatThrownBy(() -> UnixServer.start(socket, TestSockets.ownUid(), NOTHING))
                .isInstanceOf(CriException.Startup.class)
                .hasMessageContaining("socket '" + socket + "' cannot be served");
    }

    private Status.Code codeOfACall(Path socket) {
        ManagedChannel channel = TestSockets.connect(events, socket);
        try {
            RuntimeServiceGrpc.newBlockingStub(channel).version(VersionRequest.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }
}
