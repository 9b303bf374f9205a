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

/** Keeps the certificates of this daemon's instances from running out, for as long as the daemon runs: now, and again and again. */
final class CertificateUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateUpkeep.class);
    private static final int LOOKS_A_LIFETIME = 20;
    private static final Duration PAUSE_MAX = Duration.ofMinutes(10);
    private static final long WAKE_DEADLINE_SECONDS = 30;

    private final NodeIdentity identity;
    private final Renewals renewals;
    private final Duration pause;
    private final Thread thread;

    private CertificateUpkeep(Node node, NodeIdentity identity, Duration validity) {
        this.identity = identity;
        this.renewals = new Renewals(node.spawner(), () -> running(node), this::wake);
        Duration part = validity.dividedBy(LOOKS_A_LIFETIME);
        this.pause = part.compareTo(PAUSE_MAX) < 0 ? part : PAUSE_MAX;
        this.thread = Thread.ofVirtual().name("certificate-upkeep").unstarted(this::run);
    }

    /** @param validity of the certificates */
    static CertificateUpkeep start(Node node, NodeIdentity identity, Duration validity) {
        CertificateUpkeep upkeep = new CertificateUpkeep(node, identity, validity);
        upkeep.thread.start();
        return upkeep;
    }

    private static List<InstancePlan> running(Node node) {
        return Stream.concat(node.instances().running().stream(), node.pods().running().stream())
                .toList();
    }

    private void run() {
        try {
            while (true) {
                renewals.renewDue(Instant.now()).forEach(problem -> LOG.warn("{}, trying again", problem));
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    @Override
    public void close() {
        thread.interrupt();
    }
}
