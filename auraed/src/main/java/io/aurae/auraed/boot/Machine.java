// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.instances.Spawner;
import io.aurae.auraed.ledger.NodeKernel;
import io.aurae.auraed.network.PodNetworks;
import io.aurae.auraed.pods.UserIds;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.cgroup.CgroupPath;
import io.aurae.cgroup.Cgroups;
import io.aurae.linux.Linux;
import io.aurae.oci.runtime.OciRuntime;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.runtime.RuntimePrograms;
import io.aurae.oci.spec.NodeRights;
import java.util.List;
import java.util.Optional;

/** The machine as the daemon finds it, or as its parent lets it see it, and the tools to run things on it. */
record Machine(
        Layout layout,
        Linux linux,
        Cgroups cgroups,
        NodeRights rights,
        CgroupPath cgroupRoot,
        Place place,
        OciRuntime runtime,
        ReadOnlyProgram crun) {

    /** Makes the daemon's directories and, unless it is nested, the machine fit for instances. */
    static Machine of(AuraedConfig config) {
        Layout layout = new Layout(
                ResourceDirectory.create(config.runtimeDir()), ResourceDirectory.create(config.libraryDir()));
        Linux linux = Linux.load();
        Cgroups cgroups = Cgroups.detect();
        HostSetup.shareMounts(linux); // an instance's own mounts too, for the instances in it
        if (!config.nested()) {
            cgroups = HostSetup.completeCgroups(cgroups, linux);
        }
        RuntimePrograms programs = Programs.find(config);
        ReadOnlyProgram crun = new ReadOnlyProgram(linux, programs.crun(), layout.crun());
        return new Machine(
                layout,
                linux,
                cgroups,
                NodeRights.ofThisProcess(),
                new CgroupPath(config.cgroupRoot()),
                Place.host(layout.ociRuntime(), layout.exits(), layout.monitors()),
                new OciRuntime(programs, linux).startingCrunAt(config.nested() ? programs.crun() : crun.mount()),
                crun);
    }

    /** What the kernel has where only this daemon makes things. An instance has no network of its own to look at. */
    NodeKernel kernel(AuraedConfig config, PodNetworks networks) {
        return new NodeKernel(
                linux,
                cgroups,
                cgroupRoot,
                layout.runtime(),
                config.socket(),
                config.nested() ? List::of : networks::objects);
    }

    /** Those of pods. A daemon in an instance would choose the same as the one around it, so it chooses none. */
    UserIds userIds(AuraedConfig config) {
        return new UserIds(
                linux,
                config.launcher().resolveSibling("aurae-userns"),
                layout.userNamespaces(),
                config.nested() ? Optional.empty() : Optional.of(config.podUserIds()));
    }

    Spawner spawner(AuraedConfig config, NodeIdentity identity) {
        return new Spawner(
                runtime,
                linux,
                cgroups,
                rights,
                place,
                config.launcher(),
                config.socket(),
                NestedFlags.of(config),
                identity);
    }
}
