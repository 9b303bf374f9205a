// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.base.FaultCode;
import io.aurae.base.Rollback;
import io.aurae.identity.IdentityFiles;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts an {@link AuraeServer} together; used once, by one thread. */
public final class AuraeServerBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(AuraeServer.class);
    private static final Logger AUDIT = LoggerFactory.getLogger("io.aurae.audit");

    /** A longer request is refused with RESOURCE_EXHAUSTED. */
    static final int REQUEST_BYTES_MAX = 4 << 20;

    private static final int CALLS_PER_CONNECTION_MAX = 10_000;
    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(20);

    /** So that no connection lives on with an identity long replaced; its calls are carried to their end. */
    private static final Duration CONNECTION_AGE_MAX = Duration.ofHours(1);

    private final IdentityFiles files;
    private final Listening listening;
    private final List<BindableService> services = new ArrayList<>();
    private final List<ServerInterceptor> interceptors = new ArrayList<>();
    private Consumer<AuditLine> audit = line -> AUDIT.info("{}", line);
    private @Nullable IdleWatch idleWatch;

    private AuraeServerBuilder(IdentityFiles files, Listening listening) {
        this.files = files;
        this.listening = listening;
    }

    /** A server that makes its own Unix socket, mode 0660, in place of one that nobody serves. The directory must exist. */
    public static AuraeServerBuilder onSocket(Path path, IdentityFiles files) {
        return new AuraeServerBuilder(files, new Listening.Own(new Endpoint.Unix(path).path()));
    }

    /** A server on a Unix socket that listens already, is non-blocking, and was inherited as this descriptor. */
    public static AuraeServerBuilder onInherited(int descriptor, IdentityFiles files) {
        return new AuraeServerBuilder(files, new Listening.Inherited(descriptor));
    }

    /** Serves this too. */
    public AuraeServerBuilder service(BindableService service) {
        services.add(service);
        return this;
    }

    /** Hands calls that are for a nested instance on to it. */
    public AuraeServerBuilder forward(Route route) {
        return intercept(new Forwarding(route));
    }

    /** Lets this see each call, after the caller is known and before those added later. */
    public AuraeServerBuilder intercept(ServerInterceptor interceptor) {
        interceptors.add(interceptor);
        return this;
    }

    /** Sends audit lines here instead of to the logger {@code io.aurae.audit}. */
    public AuraeServerBuilder audit(Consumer<AuditLine> lines) {
        this.audit = lines;
        return this;
    }

    /** Tells this too of each call that has ended; it must be quick and must not fail. */
    public AuraeServerBuilder onCall(Consumer<AuditLine> listener) {
        this.audit = audit.andThen(listener);
        return this;
    }

    /**
     * Runs {@code action} once, on a virtual thread, when no call has been served for this long, counted from the start. Connections that
     * carry no call do not count.
     *
     * @param busy whether there is other work, asked when the time is over; it begins anew then
     */
    public AuraeServerBuilder onIdle(Duration idle, BooleanSupplier busy, Runnable action) {
        this.idleWatch = new IdleWatch(idle, busy, action);
        return this;
    }

    /**
     * Listens and serves. On failure nothing is left behind.
     *
     * @throws io.aurae.identity.IdentityException when the identity's files cannot be used
     * @throws RpcException FAILED_PRECONDITION when another process serves the socket, INTERNAL when it cannot be made
     */
    public AuraeServer start() {
        IdentitySource source = new IdentitySource(files);
        HealthStatusManager health = new HealthStatusManager();
        try (Rollback rollback = new Rollback()) {
            EventLoopGroup loop = Loops.newLoop("server-io");
            rollback.push("stop the server's thread", () -> Loops.stop(loop));
            Server server = start(source, health, loop);
            rollback.push("stop the server", server::shutdownNow);
            if (listening instanceof Listening.Own own) {
                own.restrict();
            }
            if (idleWatch != null) {
                idleWatch.start();
            }
            rollback.release();
            return new AuraeServer(server, health, loop, Optional.ofNullable(idleWatch));
        }
    }

    private Server start(IdentitySource source, HealthStatusManager health, EventLoopGroup loop) {
        NettyServerBuilder builder = transport(source)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .executor(Loops.perTask("rpc"))
                .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                .flowControlWindow(Loops.FLOW_CONTROL_BYTES)
                .handshakeTimeout(HANDSHAKE_MAX.toSeconds(), TimeUnit.SECONDS)
                .maxConnectionAge(CONNECTION_AGE_MAX.toSeconds(), TimeUnit.SECONDS)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
                .maxInboundMessageSize(REQUEST_BYTES_MAX);
        for (BindableService service : services) {
            ServerServiceDefinition definition = CarefulRequests.of(service.bindService());
            builder.addService(definition);
            health.setStatus(definition.getServiceDescriptor().getName(), ServingStatus.SERVING);
        }
        builder.addService(CarefulRequests.of(health.getHealthService().bindService()));
        builder.addService(
                CarefulRequests.of(ProtoReflectionServiceV1.newInstance().bindService()));
        chain().reversed().forEach(builder::intercept);
        try {
            return builder.build().start();
        } catch (IOException e) {
            throw new RpcException(FaultCode.INTERNAL, "server cannot listen on '" + listening + "'", e);
        }
    }

    /** From the outermost to the innermost. */
    private List<ServerInterceptor> chain() {
        List<ServerInterceptor> chain = new ArrayList<>();
        chain.add(new Callers());
        if (idleWatch != null) {
            chain.add(idleWatch);
        }
        chain.add(new Audit(audit));
        chain.add(new Faults());
        chain.addAll(interceptors);
        return chain;
    }

    private NettyServerBuilder transport(IdentitySource source) {
        var credentials =
                PeerCredentials.with(Tls.server(source, reason -> LOG.warn("connection refused: {}", reason)));
        return switch (listening) {
            case Listening.Own own -> {
                own.removeStale();
                yield NettyServerBuilder.forAddress(
                                new DomainSocketAddress(own.path().toFile()), credentials)
                        .channelType(EpollServerDomainSocketChannel.class);
            }
            case Listening.Inherited inherited ->
                NettyServerBuilder.forAddress(new DomainSocketAddress("inherited"), credentials)
                        .channelFactory(inherited.channels());
        };
    }
}
