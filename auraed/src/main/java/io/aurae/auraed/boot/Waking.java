// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.instances.InstancePlan;
import io.aurae.base.AuraeException;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.discovery.v0.DiscoveryServiceGrpc;
import io.aurae.rpc.AuraeServer;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the daemons of instances by calling them: what they look after, they look at when they start.
 *
 * @param server of this daemon, which must not go to sleep meanwhile
 */
record Waking(Node node, NodeIdentity identity, AuraeServer server) {
    private static final Logger LOG = LoggerFactory.getLogger(Waking.class);
    private static final long DEADLINE_SECONDS = 30;

    /** Those that run now, the pods' too. */
    List<InstancePlan> running() {
        return Stream.concat(node.instances().running().stream(), node.pods().running().stream())
                .toList();
    }

    /** Returns when the daemon has answered, or could not. */
    void wake(InstancePlan plan) {
        try {
            call(plan);
        } catch (StatusRuntimeException | AuraeException e) {
            LOG.warn("instance '{}' was not woken to look after what is in it: {}", plan.name(), e.getMessage());
        }
    }

    private void call(InstancePlan plan) {
        ManagedChannel channel = identity.channelTo(plan.name(), plan.socket());
        try {
            DiscoveryServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .discover(DiscoverRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
    }
}
