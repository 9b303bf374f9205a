// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An executable of the node itself: the host's root and every capability the node has, in a control group of its own.
 *
 * @param cgroupsPath absolute, such as {@code /aurae/web}
 * @param isolateProcesses process, IPC and UTS namespaces of its own, and the /proc that belongs to them
 * @param network the file at which its network namespace is pinned; empty for the node's
 */
public record HostProcess(ProcessSpec process, String cgroupsPath, boolean isolateProcesses, Optional<String> network) {

    /**
     * The specification of all this on a node of these rights.
     *
     * @throws SpecException INVALID_ARGUMENT when the working directory does not exist, which the runtime would make
     */
    public RuntimeSpec toRuntimeSpec(NodeRights node) {
        if (!Files.isDirectory(Path.of(process.cwd()))) {
            throw SpecException.invalid(
                    "working directory '" + process.cwd() + "' not found (expected: a directory that exists)");
        }
        List<RuntimeSpec.Namespace> namespaces = new ArrayList<>();
        List<RuntimeSpec.Mount> mounts = new ArrayList<>();
        if (isolateProcesses) {
            List.of("pid", "ipc", "uts").forEach(type -> namespaces.add(new RuntimeSpec.Namespace(type, null)));
            mounts.add(DefaultMounts.PROC);
        }
        network.ifPresent(file -> namespaces.add(new RuntimeSpec.Namespace("network", file)));
        return WholeNode.spec(process, node, cgroupsPath, namespaces, mounts, WholeNode.Surface.HOST);
    }
}
