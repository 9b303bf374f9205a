// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in front of a listening Unix socket and closes each connection whose other end, by the kernel's word, is not the one user that
 * may call. Nothing such a caller sends is read.
 */
@Sharable
final class PeerCheck extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(PeerCheck.class);

    private final int allowedUid;

    PeerCheck(int allowedUid) {
        this.allowedUid = allowedUid;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        EpollDomainSocketChannel connection = (EpollDomainSocketChannel) message;
        if (isAllowed(connection)) {
            context.fireChannelRead(message);
        } else {
            connection.unsafe().closeForcibly();
        }
    }

    private boolean isAllowed(EpollDomainSocketChannel connection) {
        try {
            PeerCredentials peer = connection.peerCredentials();
            if (peer.uid() == allowedUid) {
                return true;
            }
            LOG.warn(
                    "closing a connection of uid '{}', pid '{}' (expected: uid {})",
                    peer.uid(),
                    peer.pid(),
                    allowedUid);
        } catch (IOException e) {
            LOG.warn("closing a connection whose peer is unknown", e);
        }
        return false;
    }
}
