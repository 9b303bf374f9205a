// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.Attributes;
import io.grpc.ServerCredentials;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AsciiString;
import java.io.IOException;

/**
 * Asks the kernel for the process at the other end of a Unix socket and leaves the answer in the attributes of the connection, where
 * interceptors find it. gRPC has no public way to do that; this is the only class that uses its internal ones.
 */
final class PeerCredentials {
    static final Attributes.Key<PeerProcess> KEY = Attributes.Key.create("io.aurae.rpc.peer-process");

    private PeerCredentials() {}

    /** TLS as the context says, and the peer's process where there is one. */
    static ServerCredentials with(SslContext tls) {
        return InternalNettyServerCredentials.create(new Negotiator(InternalProtocolNegotiators.serverTls(tls)));
    }

    private record Negotiator(InternalProtocolNegotiator.ProtocolNegotiator tls)
            implements InternalProtocolNegotiator.ProtocolNegotiator {
        @Override
        public AsciiString scheme() {
            return tls.scheme();
        }

        @Override
        public ChannelHandler newHandler(GrpcHttp2ConnectionHandler handler) {
            return new Reader(tls.newHandler(handler));
        }

        @Override
        public void close() {
            tls.close();
        }
    }

    /** The first handler of a new connection: adds the peer to the event that starts the negotiation, and steps aside. */
    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final ChannelHandler next;

        private Reader(ChannelHandler next) {
            this.next = next;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.pipeline().addAfter(context.name(), null, next);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (!(event instanceof ProtocolNegotiationEvent negotiation)) {
                super.userEventTriggered(context, event);
                return;
            }
            context.pipeline().remove(this);
            context.fireUserEventTriggered(withPeer(negotiation, context));
        }

        private static ProtocolNegotiationEvent withPeer(ProtocolNegotiationEvent event, ChannelHandlerContext context)
                throws IOException {
            if (!(context.channel() instanceof EpollDomainSocketChannel channel)) {
                return event;
            }
            var peer = channel.peerCredentials();
            int gid = peer.gids().length == 0 ? -1 : peer.gids()[0];
            Attributes attributes = InternalProtocolNegotiationEvent.getAttributes(event).toBuilder()
                    .set(KEY, new PeerProcess(peer.pid(), peer.uid(), gid))
                    .build();
            return InternalProtocolNegotiationEvent.withAttributes(event, attributes);
        }
    }
}
