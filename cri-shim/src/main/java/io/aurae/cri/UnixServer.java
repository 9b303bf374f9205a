// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.rpc.CarefulRequests;
import io.aurae.rpc.Faults;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves gRPC in plain text on a Unix socket of mode 0600 to one user. Each call has a virtual thread of its own, so a service may block.
 */
final class UnixServer implements AutoCloseable {
    private static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

    /** As the transport has it by itself; said outright it does not measure the way by a ping for each request. */
    private static final int FLOW_CONTROL_BYTES = 1 << 20;

    private static final int EVENT_THREADS = 2;
    private static final long DRAIN_SECONDS = 5;

    private final SocketPath socket;
    private final EventLoopGroup events;
    private final ExecutorService calls;
    private final Server server;

    private UnixServer(SocketPath socket, int allowedUid, CriShim shim) {
        this.socket = socket;
        events = new MultiThreadIoEventLoopGroup(EVENT_THREADS, EpollIoHandler.newFactory());
        calls = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("call-", 0).factory());
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new DomainSocketAddress(socket.path().toFile()))
                .bossEventLoopGroup(events)
                .workerEventLoopGroup(events)
                .channelFactory(() -> listener(allowedUid))
                .executor(Runnable::run) // which method is called is found out where the call is received
                .callExecutor(new CallThreads(calls))
                .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .flowControlWindow(FLOW_CONTROL_BYTES)
                .intercept(new Faults());
        shim.services().forEach(service -> builder.addService(CarefulRequests.of(service.bindService())));
        server = builder.build();
    }

    /**
     * Serves at once. A socket that a dead process left behind is replaced.
     *
     * @throws CriException FAILED_PRECONDITION when somebody serves there already, something else is there, or the socket cannot be made
     */
    static UnixServer start(Path socket, int allowedUid, CriShim shim) {
        SocketPath taken = SocketPath.take(socket);
        UnixServer server = new UnixServer(taken, allowedUid, shim);
        try {
            server.server.start();
            taken.restrict();
        } catch (IOException e) {
            server.close();
            throw new CriException.Startup("socket '" + socket + "' cannot be served: " + e.getMessage(), e);
        }
        return server;
    }

    private static EpollServerDomainSocketChannel listener(int allowedUid) {
        EpollServerDomainSocketChannel channel = new EpollServerDomainSocketChannel();
        channel.pipeline().addFirst(new PeerCheck(allowedUid));
        return channel;
    }

    /** Blocks until the server is closed. */
    void awaitEnd() throws InterruptedException {
        server.awaitTermination();
    }

    /** Takes no new call, lets the running ones end for a few seconds, and removes the socket. Repeating: does nothing more. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            socket.close();
            events.shutdownGracefully(0, DRAIN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
            calls.shutdown();
        }
    }
}
