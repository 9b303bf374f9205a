// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A program with gRPC's own health service on a port of the loopback: its service "door" serves while a file is not there. Arguments: the
 * port and that file.
 */
final class HealthProgram {
    private HealthProgram() {}

    public static void main(String[] args) throws Exception {
        HealthStatusManager health = new HealthStatusManager();
        Server server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])))
                .addService(health.getHealthService())
                .build()
                .start();
        Path closed = Path.of(args[1]);
        do {
            health.setStatus("door", Files.exists(closed) ? ServingStatus.NOT_SERVING : ServingStatus.SERVING);
        } while (!server.awaitTermination(50, TimeUnit.MILLISECONDS));
    }
}
