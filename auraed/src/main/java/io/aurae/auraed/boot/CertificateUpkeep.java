// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Resource;
import io.aurae.auraed.instances.InstancePlan;
import io.aurae.auraed.instances.Renewals;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the certificates of this daemon's instances from running out. Its own is renewed by others, a node's by {@code aurae up}, an
 * instance's by the daemon around it; that it was, or soon should be, is noticed here.
 */
final class CertificateUpkeep implements Renewals.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateUpkeep.class);
    private static final int LOOKS_A_LIFETIME = 20;
    private static final Duration PAUSE_MAX = Duration.ofMinutes(10);

    private final Waking waking;
    private final Node node;
    private final OwnCertificate own;
    private final Renewals renewals;
    private final Duration pause;

    /** @param validity of the certificates */
    CertificateUpkeep(Waking waking, Duration validity) {
        this.waking = waking;
        this.node = waking.node();
        this.own = new OwnCertificate(waking.identity().files(), node.events());
        this.renewals = new Renewals(node.spawner(), waking::running, this);
        Duration part = validity.dividedBy(LOOKS_A_LIFETIME);
        this.pause = part.compareTo(PAUSE_MAX) < 0 ? part : PAUSE_MAX;
    }

    /** How long to wait from one {@link #renew} to the next. */
    Duration pause() {
        return pause;
    }

    /** Renews what is due; what fails is told to the log and due the next time too. */
    void renew() {
        try {
            own.look(Instant.now());
            renewals.renewDue(Instant.now()).forEach(problem -> LOG.warn("{}, trying again", problem));
        } catch (RuntimeException e) {
            LOG.warn("certificates of instances could not be looked after, trying again", e);
        }
    }

    private Resource resource(InstancePlan plan) {
        return node.pods().running().contains(plan) ? Resource.pod(plan.name()) : Resource.instance(plan.name());
    }

    @Override
    public void renewed(InstancePlan plan, Instant until) {
        node.events().record(resource(plan), EventKind.RENEWED, OwnCertificate.validUntil(until));
    }

    @Override
    public void failed(InstancePlan plan, String reason) {
        node.events().record(resource(plan), EventKind.FAILED, reason);
    }

    @Override
    public void wake(InstancePlan plan) {
        waking.wake(plan);
    }
}
