// SPDX-License-Identifier: Apache-2.0
package io.aurae.client;

import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.aurae.proto.cells.v0.CellServiceGrpc.CellServiceBlockingStub;
import io.aurae.proto.cells.v0.CellServiceGrpc.CellServiceBlockingV2Stub;
import io.aurae.proto.cells.v0.CellServiceGrpc.CellServiceStub;
import io.aurae.proto.discovery.v0.DiscoveryServiceGrpc;
import io.aurae.proto.discovery.v0.DiscoveryServiceGrpc.DiscoveryServiceBlockingStub;
import io.aurae.proto.events.v0.EventServiceGrpc;
import io.aurae.proto.events.v0.EventServiceGrpc.EventServiceBlockingStub;
import io.aurae.proto.images.v0.ImageServiceGrpc;
import io.aurae.proto.images.v0.ImageServiceGrpc.ImageServiceBlockingStub;
import io.aurae.proto.images.v0.ImageServiceGrpc.ImageServiceBlockingV2Stub;
import io.aurae.proto.instances.v0.InstanceServiceGrpc;
import io.aurae.proto.instances.v0.InstanceServiceGrpc.InstanceServiceBlockingStub;
import io.aurae.proto.node.v0.NodeServiceGrpc;
import io.aurae.proto.node.v0.NodeServiceGrpc.NodeServiceBlockingStub;
import io.aurae.proto.observe.v0.ObserveServiceGrpc;
import io.aurae.proto.observe.v0.ObserveServiceGrpc.ObserveServiceBlockingStub;
import io.aurae.proto.pods.v0.PodServiceGrpc;
import io.aurae.proto.pods.v0.PodServiceGrpc.PodServiceBlockingStub;
import io.aurae.proto.volumes.v0.VolumeServiceGrpc;
import io.aurae.proto.volumes.v0.VolumeServiceGrpc.VolumeServiceBlockingStub;
import io.aurae.rpc.AuraeChannel;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;

/**
 * The standard library of one daemon. It connects at the first call and again whenever it must; each call that fails throws the stub's
 * {@link io.grpc.StatusRuntimeException}, whose description says what went wrong, a failed connection included
 * ({@link AuraeClientException#of} turns it into the common vocabulary). Safe for use by many threads.
 */
public final class AuraeClient implements AutoCloseable {
    private final ManagedChannel connection;
    private final Channel channel;

    private AuraeClient(ManagedChannel connection, Channel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    /**
     * A client as the configuration says; nothing is connected yet.
     *
     * @throws io.aurae.identity.IdentityException when the identity's files cannot be used
     */
    public static AuraeClient open(ClientConfig config) {
        ConnectionFailures failures = new ConnectionFailures(config);
        ManagedChannel connection = AuraeChannel.open(config.socket(), config.identity(), failures::serverRefused);
        return new AuraeClient(connection, ClientInterceptors.intercept(connection, failures));
    }

    /** The channel itself, for services that have no method here. */
    public Channel channel() {
        return channel;
    }

    /** Cells and executables. */
    public CellServiceBlockingStub cells() {
        return CellServiceGrpc.newBlockingStub(channel);
    }

    /** Cells and executables, for the calls with streams in both directions, as straight-line code. */
    public CellServiceBlockingV2Stub cellStreams() {
        return CellServiceGrpc.newBlockingV2Stub(channel);
    }

    /** Cells and executables, by observers. */
    public CellServiceStub cellsAsync() {
        return CellServiceGrpc.newStub(channel);
    }

    /** Nested instances. */
    public InstanceServiceBlockingStub instances() {
        return InstanceServiceGrpc.newBlockingStub(channel);
    }

    /** Pods. */
    public PodServiceBlockingStub pods() {
        return PodServiceGrpc.newBlockingStub(channel);
    }

    /** Images. */
    public ImageServiceBlockingStub images() {
        return ImageServiceGrpc.newBlockingStub(channel);
    }

    /** Images, for the call that takes a stream, as straight-line code. */
    public ImageServiceBlockingV2Stub imageStreams() {
        return ImageServiceGrpc.newBlockingV2Stub(channel);
    }

    /** The node as a whole. */
    public NodeServiceBlockingStub node() {
        return NodeServiceGrpc.newBlockingStub(channel);
    }

    /** Volumes. */
    public VolumeServiceBlockingStub volumes() {
        return VolumeServiceGrpc.newBlockingStub(channel);
    }

    /** What happened on the node. */
    public EventServiceBlockingStub events() {
        return EventServiceGrpc.newBlockingStub(channel);
    }

    /** What the daemon and processes write. */
    public ObserveServiceBlockingStub observe() {
        return ObserveServiceGrpc.newBlockingStub(channel);
    }

    /** What answers on the socket. */
    public DiscoveryServiceBlockingStub discovery() {
        return DiscoveryServiceGrpc.newBlockingStub(channel);
    }

    /** The health of the daemon's services. */
    public HealthBlockingStub health() {
        return HealthGrpc.newBlockingStub(channel);
    }

    /** Ends the connection and every call on it. Repeating: does nothing more. */
    @Override
    public void close() {
        connection.shutdownNow();
    }
}
