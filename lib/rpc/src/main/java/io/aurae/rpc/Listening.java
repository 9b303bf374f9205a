// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.base.FaultCode;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The socket a server accepts connections from: made by itself, or inherited from the process that started it. */
sealed interface Listening {
    /** A Unix socket that the server makes, mode 0660, and removes when it closes. */
    record Own(Path path) implements Listening {
        @Override
        public String toString() {
            return path.toString();
        }

        /** Removes what a server left behind that did not end by itself. */
        void removeStale() {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            requireSocket();
            try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                probe.connect(UnixDomainSocketAddress.of(path));
            } catch (ConnectException e) {
                delete();
                return;
            } catch (IOException e) {
                throw new RpcException(FaultCode.FAILED_PRECONDITION, "socket '" + path + "' cannot be probed", e);
            }
            throw new RpcException(
                    FaultCode.FAILED_PRECONDITION,
                    "socket '" + path + "' is served by another process (expected: a free path)");
        }

        /** Connecting to a plain file is refused just as to a socket that nobody serves. */
        private void requireSocket() {
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (!attributes.isOther()) {
                    throw new RpcException(
                            FaultCode.FAILED_PRECONDITION,
                            "'" + path + "' is no socket (expected: a socket, or nothing)");
                }
            } catch (IOException e) {
                throw new RpcException(FaultCode.FAILED_PRECONDITION, "'" + path + "' cannot be looked at", e);
            }
        }

        void restrict() {
            try {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
            } catch (IOException e) {
                throw new RpcException(FaultCode.INTERNAL, "permissions of '" + path + "' cannot be set", e);
            }
        }

        private void delete() {
            try {
                Files.delete(path);
            } catch (NoSuchFileException e) {
                // Its owner removed it first.
            } catch (IOException e) {
                throw new RpcException(
                        FaultCode.FAILED_PRECONDITION, "stale socket '" + path + "' cannot be removed", e);
            }
        }
    }

    /**
     * A descriptor of a Unix socket that listens already and is non-blocking. Calls that came while nobody served it wait in its queue,
     * and it outlives the server.
     */
    record Inherited(int descriptor) implements Listening {
        @Override
        public String toString() {
            return "inherited descriptor " + descriptor;
        }

        ChannelFactory<ServerChannel> channels() {
            return () -> {
                EpollServerDomainSocketChannel channel = new EpollServerDomainSocketChannel(descriptor);
                channel.pipeline().addFirst(new AlreadyBound());
                return channel;
            };
        }
    }

    /** Answers the server's wish to bind: it is done. */
    final class AlreadyBound extends ChannelOutboundHandlerAdapter {
        @Override
        public void bind(ChannelHandlerContext context, SocketAddress address, ChannelPromise promise) {
            promise.setSuccess();
            context.executor().execute(() -> {
                context.fireChannelActive();
                context.channel().read();
            });
        }
    }
}
