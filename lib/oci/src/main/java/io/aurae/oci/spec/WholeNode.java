// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import io.aurae.linux.MountPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an executable of the host and an instance have in common: the host's root, all devices, every capability the node has. */
final class WholeNode {
    private WholeNode() {}

    /** What its processes see of the kernel; absent names are the host's. */
    record Surface(@Nullable String hostname, @Nullable String domain, Map<String, String> sysctls) {
        static final Surface HOST = new Surface(null, null, Map.of());
    }

    static RuntimeSpec spec(
            ProcessSpec process,
            NodeRights node,
            String cgroupsPath,
            List<RuntimeSpec.Namespace> namespaces,
            List<RuntimeSpec.Mount> mounts,
            Surface surface) {
        List<RuntimeSpec.Mount> all = new ArrayList<>(HostDevices.untouched(MountPoint.all()));
        all.addAll(mounts);
        return new RuntimeSpec(
                RuntimeSpec.VERSION,
                process(process, node),
                new RuntimeSpec.Root("/", false),
                surface.hostname(),
                surface.domain(),
                all,
                new RuntimeSpec.Linux(
                        namespaces,
                        List.of(),
                        CgroupsPath.require(cgroupsPath),
                        new RuntimeSpec.Resources(node.allDevices() ? Devices.ALL : Devices.NONE),
                        surface.sysctls(),
                        null,
                        null,
                        List.of(),
                        List.of()),
                Map.of());
    }

    private static RuntimeSpec.ProcessConfig process(ProcessSpec process, NodeRights node) {
        return new RuntimeSpec.ProcessConfig(
                process.terminal(),
                null,
                process.specUser(),
                process.args(),
                process.environment(List.of()),
                process.cwd(),
                process.bounds().sets(process.bounds().of(node.capabilities(), node), process.user()),
                process.bounds().rlimits(node),
                process.bounds().noNewPrivileges(),
                null,
                null,
                null);
    }
}
