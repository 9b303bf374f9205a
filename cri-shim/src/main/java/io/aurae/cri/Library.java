// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.aurae.proto.cells.v0.CellServiceGrpc.CellServiceBlockingStub;
import io.aurae.proto.cells.v0.CellServiceGrpc.CellServiceBlockingV2Stub;
import io.aurae.proto.discovery.v0.DiscoveryServiceGrpc;
import io.aurae.proto.discovery.v0.DiscoveryServiceGrpc.DiscoveryServiceBlockingStub;
import io.aurae.proto.images.v0.ImageServiceGrpc;
import io.aurae.proto.images.v0.ImageServiceGrpc.ImageServiceBlockingStub;
import io.aurae.proto.pods.v0.PodServiceGrpc;
import io.aurae.proto.pods.v0.PodServiceGrpc.PodServiceBlockingStub;
import io.grpc.Channel;

/**
 * The standard library of the node the shim serves. A call made while a CRI call is served ends when that one is cancelled or runs out
 * of time.
 *
 * @param channel a connection to the node, which may come and go
 */
record Library(Channel channel) {
    PodServiceBlockingStub pods() {
        return PodServiceGrpc.newBlockingStub(channel);
    }

    CellServiceBlockingStub cells() {
        return CellServiceGrpc.newBlockingStub(channel);
    }

    /** For the calls that stream both ways. */
    CellServiceBlockingV2Stub cellStreams() {
        return CellServiceGrpc.newBlockingV2Stub(channel);
    }

    ImageServiceBlockingStub images() {
        return ImageServiceGrpc.newBlockingStub(channel);
    }

    DiscoveryServiceBlockingStub discovery() {
        return DiscoveryServiceGrpc.newBlockingStub(channel);
    }
}
