// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.cgroup.Cgroups;
import io.aurae.linux.Linux;
import io.aurae.linux.MountFlag;
import io.aurae.linux.MountPoint;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the machine must be like before the first instance, and is made like where it is not. None of it is undone at the end. */
final class HostSetup {
    private static final Logger LOG = LoggerFactory.getLogger(HostSetup.class);
    private static final Path ROOT = Path.of("/");

    private HostSetup() {}

    /** Later mounts must be seen in instances that are there already, so the root's mounts are shared with them. */
    static void shareMounts(Linux linux) {
        boolean shared = linux.mounts().stream()
                .filter(mount -> mount.target().equals(ROOT))
                .anyMatch(MountPoint::isShared);
        if (!shared) {
            LOG.info("mounts of '/' are private: making them shared, as instances need");
            linux.mount("", ROOT, "", Set.of(MountFlag.REC, MountFlag.SHARED), "");
        }
    }

    /** OCI runtimes refuse a machine that has some controllers on cgroup v1 and others on v2: those get their v1 tree. */
    static Cgroups completeCgroups(Cgroups cgroups, Linux linux) {
        if (cgroups.missingV1Hierarchies().isEmpty()) {
            return cgroups;
        }
        LOG.info(
                "cgroup v1 hierarchies {} are missing beside the others: mounting them, as the OCI runtime needs",
                cgroups.missingV1Hierarchies());
        return cgroups.mountMissing(linux);
    }
}
