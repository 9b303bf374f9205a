// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A connection without TLS to a Unix socket. */
public final class PlainSocket implements AutoCloseable {
    private static final long END_SECONDS = 10;

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ManagedChannel channel;

    private PlainSocket(Path socket) {
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .eventLoopGroup(loop)
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null) // no such thing on a Unix socket
                .usePlaintext()
                .build();
    }

    /** Connects at the first call. */
    public static PlainSocket open(Path socket) {
        return new PlainSocket(socket);
    }

    /** For calls. */
    public Channel channel() {
        return channel;
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS).await();
    }
}
