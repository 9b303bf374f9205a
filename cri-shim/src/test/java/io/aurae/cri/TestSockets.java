// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.client.AuraeClient;
import io.aurae.client.ClientConfig;
import io.aurae.identity.Authority;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.identity.SpiffeIds;
import io.aurae.rpc.AuraeServer;
import io.aurae.rpc.AuraeServerBuilder;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.spiffe.spiffeid.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node behind mutual TLS and the shim in front of it, each on a socket of its own, and a channel to the shim. */
record TestSockets(
        EventLoopGroup events, AuraeServer node, AuraeClient library, UnixServer shimServer, ManagedChannel shim)
        implements AutoCloseable {

    /** @param more services beside the node's */
    static TestSockets serve(Path directory, FakeNode fake, BindableService... more) {
        TrustDomain domain = SpiffeIds.trustDomain("test.aurae.local");
        Authority authority = Authority.create(directory.resolve("pki"), domain);
        IdentityFiles user = authority.issue(Leaf.user(domain, "shim"), directory.resolve("pki"), "shim");
        AuraeServerBuilder builder = AuraeServerBuilder.onSocket(
                        directory.resolve("node.sock"),
                        authority.issue(Leaf.node(domain, "node"), directory.resolve("pki"), "node"))
                .audit(line -> {});
        fake.services().forEach(builder::service);
        List.of(more).forEach(builder::service);
        AuraeServer node = builder.start();
        AuraeClient library = AuraeClient.open(
                new ClientConfig(user, directory.resolve("node.sock").toString()));
        Path socket = directory.resolve("cri.sock");
        UnixServer shim = UnixServer.start(socket, ownUid(), CriShim.of(library));
        EventLoopGroup events = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        return new TestSockets(events, node, library, shim, connect(events, socket));
    }

    static ManagedChannel connect(EventLoopGroup events, Path socket) {
        return NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .eventLoopGroup(events)
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null)
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
        library.close();
        node.close();
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
