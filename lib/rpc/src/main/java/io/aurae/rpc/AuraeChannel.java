// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.spiffe.spiffeid.SpiffeId;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** Channels to servers, with mutual TLS. All of a process share one thread. */
public final class AuraeChannel {
    /** A longer response is refused: as many as a node with very many cells may list. */
    private static final int RESPONSE_BYTES_MAX = 64 << 20;

    private AuraeChannel() {}

    private static volatile boolean opened;

    private static final class Shared {
        private static final EventLoopGroup LOOP = Loops.newLoop("client-io");
    }

    /**
     * A channel that connects at its first call, and again at each call as long as it is not connected. The server's certificate must be one for servers of the
     * caller's own trust domain. The owner shuts it down.
     *
     * @throws io.aurae.identity.IdentityException when the identity's files cannot be used
     */
    public static ManagedChannel open(Endpoint endpoint, IdentityFiles files) {
        return open(endpoint, files, ignored -> {});
    }

    /** The same; {@code refusals} is told in one sentence why this end refused the server's certificate, each time it does. */
    public static ManagedChannel open(Endpoint endpoint, IdentityFiles files, Consumer<String> refusals) {
        return open(endpoint, files, Optional.empty(), refusals);
    }

    /** A channel to a server that must be {@code expected}: no other one of the trust domain is talked to in its place. */
    public static ManagedChannel openTo(SpiffeId expected, Endpoint endpoint, IdentityFiles files) {
        return open(endpoint, files, Optional.of(expected), ignored -> {});
    }

    private static ManagedChannel open(
            Endpoint endpoint, IdentityFiles files, Optional<SpiffeId> expected, Consumer<String> refusals) {
        opened = true;
        Reconnection reconnection = new Reconnection();
        ManagedChannel channel = builder(endpoint)
                .eventLoopGroup(Shared.LOOP)
                .executor(Loops.perTask("client"))
                .offloadExecutor(Loops.perTask("client-offload"))
                .sslContext(Tls.client(new IdentitySource(files), expected, refusals))
                .overrideAuthority(Leaf.SERVER_DNS_NAME)
                .disableRetry()
                .flowControlWindow(Loops.FLOW_CONTROL_BYTES)
                .maxInboundMessageSize(RESPONSE_BYTES_MAX)
                .intercept(reconnection)
                .build();
        reconnection.of(channel);
        return channel;
    }

    /**
     * Ends the thread that all channels share; none of them works afterwards. For a program that is about to end: a JVM waits up to a third
     * of a second for a thread that is in native code, as this one is when nothing arrives. Repeating: does nothing.
     */
    public static void endThread() throws InterruptedException {
        if (opened) {
            Loops.stop(Shared.LOOP);
        }
    }

    private static NettyChannelBuilder builder(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Unix unix ->
                NettyChannelBuilder.forAddress(
                                new DomainSocketAddress(unix.path().toFile()))
                        .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                        .withOption(ChannelOption.SO_KEEPALIVE, null);
            case Endpoint.Tcp tcp ->
                NettyChannelBuilder.forAddress(new InetSocketAddress(tcp.host(), tcp.port()))
                        .channelType(EpollSocketChannel.class, InetSocketAddress.class);
        };
    }
}
