// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * An executable of the node itself: the host's root and every capability the node has, in a control group of its own.
 *
 * @param cgroupsPath absolute, such as {@code /aurae/web}
 * @param isolateProcesses a process namespace of its own, with the /proc that belongs to it, and own IPC and UTS namespaces
 * @param isolateNetwork a network namespace of its own, with a loopback link that is down
 */
public record HostProcess(ProcessSpec process, String cgroupsPath, boolean isolateProcesses, boolean isolateNetwork) {

    public RuntimeSpec toRuntimeSpec(NodeRights node) {
        List<RuntimeSpec.Namespace> namespaces = new ArrayList<>();
        List<RuntimeSpec.Mount> mounts = new ArrayList<>();
        if (isolateProcesses) {
            List.of("pid", "mount", "ipc", "uts")
                    .forEach(type -> namespaces.add(new RuntimeSpec.Namespace(type, null)));
            mounts.add(DefaultMounts.PROC);
        }
        if (isolateNetwork) {
            namespaces.add(new RuntimeSpec.Namespace("network", null));
        }
        return WholeNode.spec(process, node, cgroupsPath, namespaces, mounts, null);
    }
}
