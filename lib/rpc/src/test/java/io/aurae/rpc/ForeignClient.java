// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A client with nothing of ours in it: the JDK's TLS, which verifies the server by its DNS name, and whatever certificate a test
 * wants it to show.
 */
final class ForeignClient implements AutoCloseable {
    private final EventLoopGroup loop = Loops.newLoop("foreign");
    private final ManagedChannel channel;

    ForeignClient(Path socket, Path roots, @Nullable IdentityFiles shown) throws Exception {
        SslContextBuilder tls = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .trustManager(roots.toFile());
        if (shown != null) {
            tls.keyManager(shown.certificate().toFile(), shown.key().toFile());
        }
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .eventLoopGroup(loop)
                .sslContext(tls.build())
                .overrideAuthority(Leaf.SERVER_DNS_NAME)
                .build();
    }

    CellServiceGrpc.CellServiceBlockingStub cells() {
        return CellServiceGrpc.newBlockingStub(channel);
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        Loops.stop(loop);
    }
}
