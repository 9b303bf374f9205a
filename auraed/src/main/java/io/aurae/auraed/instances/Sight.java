// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.base.Failpoint;
import io.aurae.linux.MountPoint;
import io.aurae.oci.runtime.RuntimePrograms;
import io.aurae.oci.spec.InstanceMounts;
import io.aurae.oci.spec.InstanceMounts.Minimal;
import io.aurae.oci.spec.InstanceMounts.Minimal.Shown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What instances see of the node's files: all of them, or a root made for the one. */
final class Sight {
    private Sight() {}

    /** As planned; where that is a root of its own, puts it together. What the daemon's flags name as its configuration is shown in it. */
    static InstanceMounts of(InstancePlan plan, Spawner spawner) {
        RuntimePrograms programs = spawner.runtime().programs();
        return switch (plan.mounts()) {
            case HOST -> new InstanceMounts.Host();
            case SLAVE -> new InstanceMounts.Slave(programs.unshare());
            case MINIMAL -> minimal(plan, spawner, programs);
        };
    }

    private static Minimal minimal(InstancePlan plan, Spawner spawner, RuntimePrograms programs) {
        Path distribution = spawner.launcher().resolve("../..").normalize(); // it lies in its bin
        Failpoint.reach("instance.process.root");
        plan.root().remove(); // what is left from before a reboot is of no use, and was in the hands of its tenants
        plan.root().fill(needed(programs), distribution);
        spawner.cgroups().create(plan.cgroup()); // shown in it, so it must be there before
        List<Shown> shown = new ArrayList<>(List.of(new Shown(distribution, true)));
        configuration(spawner.flags()).ifPresent(file -> shown.add(new Shown(file, true)));
        shown.add(new Shown(ResourceDirectory.create(plan.runtime()), false));
        shown.add(new Shown(plan.identity(), true));
        shown.add(new Shown(ResourceDirectory.create(plan.library()), false));
        return new Minimal(
                plan.root().root(), shown, cgroupMounts(), plan.cgroup().path());
    }

    /** The programs without which a daemon starts no process. */
    static List<Path> needed(RuntimePrograms programs) {
        List<Path> needed =
                new ArrayList<>(List.of(programs.crun(), programs.conmon(), programs.nsenter(), programs.unshare()));
        needed.add(Path.of("/bin/sh"));
        needed.add(RuntimePrograms.find("mount"));
        needed.add(RuntimePrograms.find("umount"));
        return needed;
    }

    private static Optional<Path> configuration(List<String> flags) {
        int at = flags.indexOf("--config");
        return at < 0
                ? Optional.empty()
                : Optional.of(Path.of(flags.get(at + 1))).filter(Files::isRegularFile);
    }

    /** Whole hierarchies: in an instance its own part of each is mounted over them. */
    private static List<Path> cgroupMounts() {
        List<Path> all = MountPoint.all().stream()
                .filter(mount -> mount.type().equals("cgroup") || mount.type().equals("cgroup2"))
                .map(MountPoint::target)
                .filter(target -> target.startsWith("/sys/fs/cgroup"))
                .distinct()
                .toList();
        return all.stream()
                .filter(target -> all.stream().noneMatch(other -> !other.equals(target) && target.startsWith(other)))
                .toList();
    }
}
