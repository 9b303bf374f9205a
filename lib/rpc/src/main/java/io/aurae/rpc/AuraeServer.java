// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server of gRPC services with mutual TLS. It also serves {@code grpc.health.v1} and reflection. Every call has a {@link Caller},
 * leaves an {@link AuditLine}, and has its failures translated to statuses; it runs on a virtual thread and may block.
 */
public final class AuraeServer implements AutoCloseable {
    private static final Duration GRACE_ON_CLOSE = Duration.ofSeconds(1);

    private final Server server;
    private final HealthStatusManager health;
    private final EventLoopGroup loop;
    private final Optional<IdleWatch> idleWatch;
    private final AtomicBoolean stopping = new AtomicBoolean();

    AuraeServer(Server server, HealthStatusManager health, EventLoopGroup loop, Optional<IdleWatch> idleWatch) {
        this.server = server;
        this.health = health;
        this.loop = loop;
        this.idleWatch = idleWatch;
    }

    /** Says whether a service works; the empty name stands for the whole server. All of them do until told otherwise. */
    public void serving(String service, boolean works) {
        health.setStatus(service, works ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    /**
     * Accepts no more connections and calls, waits up to {@code grace} for the present calls, then cancels them. An inherited socket
     * stays open in the process that holds it. Repeating: does nothing more.
     */
    public void shutdown(Duration grace) throws InterruptedException {
        if (stopping.compareAndSet(false, true)) {
            idleWatch.ifPresent(IdleWatch::close);
            health.enterTerminalState();
            server.shutdown();
        }
        if (!server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            server.shutdownNow();
            server.awaitTermination();
        }
        Loops.stop(loop);
    }

    /** Does some work that is not cut off by idleness, though nobody calls; it does not put it off either. */
    public void busy(Runnable work) {
        idleWatch.ifPresentOrElse(watch -> watch.during(work), work);
    }

    /** Waits until the server has been shut down. */
    public void awaitTermination() throws InterruptedException {
        server.awaitTermination();
    }

    /** Shuts down with a grace of one second. */
    @Override
    public void close() {
        try {
            shutdown(GRACE_ON_CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.shutdownNow();
        }
    }
}
