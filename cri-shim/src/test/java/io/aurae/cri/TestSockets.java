// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A node and the shim in front of it, each on a socket of its own, and channels to both. */
record TestSockets(
        EventLoopGroup events, UnixServer node, UnixServer shimServer, ManagedChannel library, ManagedChannel shim)
        implements AutoCloseable {

    static TestSockets serve(Path directory, FakeNode fake) {
        Path nodeSocket = directory.resolve("node.sock");
        Path shimSocket = directory.resolve("cri.sock");
        EventLoopGroup events = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        UnixServer node = UnixServer.start(nodeSocket, ownUid(), fake.services());
        ManagedChannel library = connect(events, nodeSocket);
        UnixServer shim = UnixServer.start(shimSocket, ownUid(), CriShim.services(new Library(library)));
        return new TestSockets(events, node, shim, library, connect(events, shimSocket));
    }

    static ManagedChannel connect(EventLoopGroup events, Path socket) {
        return NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .eventLoopGroup(events)
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
    }

    static int ownUid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new AssertionError("/proc is not mounted", e);
        }
    }

    void stopNode() {
        node.close();
    }

    @Override
    public void close() {
        shim.shutdownNow();
        shimServer.close();
        library.shutdownNow();
        node.close();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
