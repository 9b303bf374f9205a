// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.cgroup.CgroupPath;
import io.aurae.identity.Authority;
import io.aurae.identity.Leaf;
import io.aurae.oci.spec.InstanceSpec.Kernel;
import io.aurae.oci.spec.InstanceSpec.Network;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.spiffeid.TrustDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@RequiresRoot
final class RenewalsRootTest implements Renewals.Listener {
    private static final Leaf LEAF = Leaf.instance(SpiffeId.parse("spiffe://nivenly.com/node/alice/instance/web"))
            .validFor(Duration.ofHours(1));

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path directory;

    private final List<String> told = new ArrayList<>();
    private final List<Instant> ends = new ArrayList<>();
    private Authority authority;
    private InstancePlan plan;
    private Renewals renewals;
    private List<InstancePlan> running;
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void issue() throws IOException {
        authority = Authority.create(directory, TrustDomain.parse("nivenly.com"));
        plan = new InstancePlan(
                "web",
                "web",
                directory.resolve("web"),
                directory.resolve("lib"),
                new CgroupPath("/none"),
                new Network.Own(),
                Kernel.OWN,
                InstancePlan.Mounts.HOST);
        Files.createDirectories(plan.identity());
        authority.issue(LEAF, plan.identity(), "node");
        Spawner real = new TestSpawner(leaks).spawner();
        Spawner spawner = new Spawner(
                real.runtime(),
                real.linux(),
                real.cgroups(),
                real.rights(),
                real.place(),
                real.launcher(),
                real.socket(),
                real.flags(),
                (name, identity) -> {
                    meanwhile.run();
                    authority.issue(LEAF, identity, "node");
                });
        running = List.of(plan);
        renewals = new Renewals(spawner, () -> running, this);
    }

    @Override
    public void renewed(InstancePlan instance, Instant until) {
        told.add(instance.name() + " renewed");
        ends.add(until);
    }

    @Override
    public void failed(InstancePlan instance, String reason) {
        told.add(instance.name() + " failed: " + reason);
    }

    @Override
    public void wake(InstancePlan instance) {
        told.add(instance.name() + " woken");
    }

    @Test
    void whatIsDueIsRenewedAndToldAndWokenWhereItHasInstances() throws IOException {
        assertThat(renewals.renewDue(Instant.now())).isEmpty();
        assertThat(told).isEmpty();

        Instant later = Instant.now().plus(Duration.ofMinutes(30));
        assertThat(renewals.renewDue(later)).isEmpty();
        Files.createDirectories(plan.runtime().resolve("instances/deeper"));
        assertThat(renewals.renewDue(later)).isEmpty();

        assertThat(told).containsExactly("web renewed", "web renewed", "web woken");
        assertThat(ends).allMatch(end -> end.isAfter(later));
    }

    @Test
    void aFailureIsAnsweredEachTimeAndToldOnce() throws IOException {
        Instant later = Instant.now().plus(Duration.ofMinutes(30));
        Path certificate = plan.identity().resolve("node.crt");
        byte[] whole = Files.readAllBytes(certificate);
        Files.writeString(certificate, "nonsense");

        assertThat(renewals.renewDue(later)).singleElement().asString().startsWith("instance 'web': certificate not");
        assertThat(renewals.renewDue(later)).hasSize(1);
        assertThat(told).singleElement().asString().startsWith("web failed: certificate not renewed: ");

        Files.write(certificate, whole);
        assertThat(renewals.renewDue(later)).isEmpty();
        assertThat(told).last().isEqualTo("web renewed");
    }

    @Test
    void whatIsMadeAgainOfAnInstanceThatWasFreedMeanwhileGoes() {
        meanwhile = () -> {
            ResourceDirectory.remove(plan.directory());
            running = List.of();
        };

        assertThat(renewals.renewDue(Instant.now().plus(Duration.ofMinutes(30))))
                .isEmpty();

        assertThat(plan.directory()).doesNotExist();
        assertThat(told).isEmpty();
    }

    @Test
    void aLaterInstanceOfThatNameKeepsItsOwn() {
        meanwhile = () -> {
            running = List.of(); // it is being spawned: its record is there, and it does not run yet
            write(plan.directory().resolve("instance.json"));
        };

        assertThat(renewals.renewDue(Instant.now().plus(Duration.ofMinutes(30))))
                .isEmpty();

        assertThat(plan.identity().resolve("node.crt")).exists();
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
