// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks a server of anybody how it is, by the health service of gRPC, without TLS. All questions share one thread. */
public final class HealthQuestion {
    private HealthQuestion() {}

    private static final class Shared {
        private static final EventLoopGroup LOOP = Loops.newLoop("health-io");
    }

    /**
     * Answers why the server is not well within so long; empty when it is serving.
     *
     * @param service to ask for; empty for the server as a whole
     * @see <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">the protocol</a>
     */
    public static String ask(InetSocketAddress server, String service, Duration deadline) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(server)
                .channelType(EpollSocketChannel.class, InetSocketAddress.class)
                .eventLoopGroup(Shared.LOOP)
                .executor(Loops.perTask("health"))
                .offloadExecutor(Loops.perTask("health-offload"))
                .usePlaintext()
                .disableRetry()
                .build();
        try {
            HealthCheckResponse answer = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .check(HealthCheckRequest.newBuilder().setService(service).build());
            return answer.getStatus() == HealthCheckResponse.ServingStatus.SERVING
                    ? ""
                    : "service '" + service + "' is " + answer.getStatus() + " (expected: SERVING)";
        } catch (StatusRuntimeException e) {
            return "health of '" + service + "': " + e.getStatus().getCode()
                    + (e.getStatus().getDescription() == null
                            ? ""
                            : ", " + e.getStatus().getDescription());
        } finally {
            channel.shutdownNow();
        }
    }
}
