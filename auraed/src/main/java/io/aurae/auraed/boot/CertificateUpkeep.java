// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.instances.InstancePlan;
import io.aurae.auraed.instances.Renewals;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.discovery.v0.DiscoveryServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the certificates of this daemon's instances from running out. */
final class CertificateUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateUpkeep.class);
    private static final int LOOKS_A_LIFETIME = 20;
    private static final Duration PAUSE_MAX = Duration.ofMinutes(10);
    private static final long WAKE_DEADLINE_SECONDS = 30;

    private final NodeIdentity identity;
    private final Renewals renewals;
    private final Duration pause;

    /** @param validity of the certificates */
    CertificateUpkeep(Node node, NodeIdentity identity, Duration validity) {
        this.identity = identity;
        this.renewals = new Renewals(node.spawner(), () -> running(node), this::wake);
        Duration part = validity.dividedBy(LOOKS_A_LIFETIME);
        this.pause = part.compareTo(PAUSE_MAX) < 0 ? part : PAUSE_MAX;
    }

    /** How long to wait from one {@link #renew} to the next. */
    Duration pause() {
        return pause;
    }

    private static List<InstancePlan> running(Node node) {
        return Stream.concat(node.instances().running().stream(), node.pods().running().stream())
                .toList();
    }

    /** Renews what is due; what fails is told to the log and due the next time too. */
    void renew() {
        try {
            renewals.renewDue(Instant.now()).forEach(problem -> LOG.warn("{}, trying again", problem));
        } catch (RuntimeException e) {
            LOG.warn("certificates of instances could not be looked after, trying again", e);
        }
    }

    private void wake(InstancePlan plan) {
        ManagedChannel channel = identity.channelTo(plan.name(), plan.socket());
        try {
            DiscoveryServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(WAKE_DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .discover(DiscoverRequest.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            LOG.warn(
                    "instance '{}' was not woken to renew the certificates of its own: {}",
                    plan.name(),
                    e.getMessage());
        } finally {
            channel.shutdownNow();
        }
    }
}
