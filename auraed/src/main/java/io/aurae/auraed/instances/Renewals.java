// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.identity.Identity;
import io.aurae.identity.IdentityFiles;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Renews the certificates of instances when a quarter of their time is over. The files are replaced, and whoever serves with them reads
 * them at the next handshake, so no connection ends for it. A nested daemon that sleeps cannot renew those of its own instances; it is
 * woken when its own certificate was renewed, well before theirs end, and does so at its start.
 */
public final class Renewals {
    /** What must be left of a certificate's time. */
    private static final double LEFT_MIN = 0.75;

    private final Spawner spawner;
    private final Supplier<List<InstancePlan>> running;
    private final Consumer<InstancePlan> wake;

    /**
     * @param running the instances that run now, those of pods too
     * @param wake calls the daemon of an instance
     */
    public Renewals(Spawner spawner, Supplier<List<InstancePlan>> running, Consumer<InstancePlan> wake) {
        this.spawner = spawner;
        this.running = running;
        this.wake = wake;
    }

    /** Renews those that are due; answers what could not be, a sentence each. Repeating: renews what has become due, or failed before. */
    public List<String> renewDue(Instant now) {
        List<String> problems = new ArrayList<>();
        for (InstancePlan plan : running.get()) {
            try {
                if (isDue(plan, now)) {
                    spawner.identities().issue(plan.name(), plan.identity());
                    settle(plan);
                }
            } catch (RuntimeException e) {
                problems.add("certificate of instance '" + plan.name() + "' not renewed: " + e.getMessage());
            }
        }
        return problems;
    }

    static boolean isDue(InstancePlan plan, Instant now) {
        IdentityFiles files = IdentityFiles.in(plan.identity(), Spawner.CERTIFICATE);
        if (Files.notExists(files.certificate())) {
            return false; // an instance without certificates, in a test
        }
        X509Certificate certificate = Identity.load(files).certificate();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(now, until);
        return left.toMillis() < LEFT_MIN * Duration.between(from, until).toMillis();
    }

    /** Wakes who must know of it; and if the instance was freed meanwhile, takes away what was made again. */
    private void settle(InstancePlan plan) {
        if (!running.get().contains(plan)) {
            ResourceDirectory.remove(plan.identity());
            plan.directory().toFile().delete(); // as far as it is empty, and so nobody's
        } else if (plan.hasChildren()) {
            wake.accept(plan);
        }
    }
}
