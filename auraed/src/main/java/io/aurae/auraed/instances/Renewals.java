// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.identity.Identity;
import io.aurae.identity.IdentityFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Renews the certificates of instances when a quarter of their time is over. The files are replaced, and whoever serves with them reads
 * them at the next handshake, so no connection ends for it. A nested daemon that sleeps cannot renew those of its own instances; it is
 * woken when its own certificate was renewed, well before theirs end, and does so at its start.
 */
public final class Renewals {
    /** What must be left of a certificate's time. */
    private static final double LEFT_MIN = 0.75;

    /** Who is told. */
    public interface Listener {
        /** It has a new certificate, valid until then. */
        void renewed(InstancePlan plan, Instant until);

        /** It has none; told again when the reason is another one. */
        void failed(InstancePlan plan, String reason);

        /** Its daemon is to look after certificates of its own instances: it must be called. */
        void wake(InstancePlan plan);
    }

    private final Spawner spawner;
    private final Supplier<List<InstancePlan>> running;
    private final Listener listener;
    private final Map<InstancePlan, String> failing = new HashMap<>();

    /** @param running the instances that run now, those of pods too */
    public Renewals(Spawner spawner, Supplier<List<InstancePlan>> running, Listener listener) {
        this.spawner = spawner;
        this.running = running;
        this.listener = listener;
    }

    /** Renews those that are due; answers what could not be, a sentence each. Repeating: renews what has become due, or failed before. */
    public synchronized List<String> renewDue(Instant now) {
        List<String> problems = new ArrayList<>();
        List<InstancePlan> plans = running.get();
        failing.keySet().retainAll(plans);
        for (InstancePlan plan : plans) {
            try {
                if (isDue(plan, now)) {
                    spawner.identities().issue(plan.name(), plan.identity());
                    settle(plan);
                }
                failing.remove(plan);
            } catch (RuntimeException e) {
                String reason = "certificate not renewed: " + e.getMessage();
                problems.add("instance '" + plan.name() + "': " + reason);
                if (!reason.equals(failing.put(plan, reason))) {
                    listener.failed(plan, reason);
                }
            }
        }
        return problems;
    }

    private static X509Certificate certificate(InstancePlan plan) {
        return Identity.load(IdentityFiles.in(plan.identity(), Spawner.CERTIFICATE))
                .certificate();
    }

    private static boolean isDue(InstancePlan plan, Instant now) {
        IdentityFiles files = IdentityFiles.in(plan.identity(), Spawner.CERTIFICATE);
        if (Files.notExists(files.certificate())) {
            return false; // an instance without certificates, in a test
        }
        X509Certificate certificate = certificate(plan);
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(now, until);
        return left.toMillis() < LEFT_MIN * Duration.between(from, until).toMillis();
    }

    /** Wakes who must know of it; and if the instance was freed meanwhile, takes away what was made again. */
    private void settle(InstancePlan plan) {
        if (!running.get().contains(plan)) {
            if (isAllThereIs(plan.identity())) { // and so not that of a later one of this name
                ResourceDirectory.remove(plan.directory());
            }
            return;
        }
        listener.renewed(plan, certificate(plan).getNotAfter().toInstant());
        if (plan.hasChildren()) {
            listener.wake(plan);
        }
    }

    private static boolean isAllThereIs(Path identity) {
        try (Stream<Path> around = Files.list(identity.getParent())) {
            return around.allMatch(identity::equals);
        } catch (IOException e) {
            return false; // it was removed meanwhile, or somebody else will say what is wrong with it
        }
    }
}
