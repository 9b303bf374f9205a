// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.oci.spec.ContainerDevice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell as the caller asked for it.
 *
 * @param isolateProcess each of its executables, and of those in cells below it, gets process, IPC and UTS namespaces of its own
 * @param isolateNetwork its executables, and those in cells below it, share a network namespace with a loopback link only
 * @param root an image as root; absent for the node's own root
 * @param mounts in addition to those every image root gets
 * @param devices beyond those every image root gets
 * @param main what the cell is for; started by its name
 * @param security what its processes may do
 */
record CellSpec(
        ResourceName name,
        CgroupLimits limits,
        boolean isolateProcess,
        boolean isolateNetwork,
        Labels labels,
        @Nullable Root root,
        List<CellMount> mounts,
        @Nullable ExecutableSpec main,
        List<ContainerDevice> devices,
        CellSecurity security) {

    private static final int MAX_MOUNTS = 1024;
    private static final int MAX_DEVICES = 256;

    /** @throws CellException INVALID_ARGUMENT when the parts do not go together */
    CellSpec {
        mounts = List.copyOf(mounts);
        if (mounts.size() > MAX_MOUNTS) {
            throw new CellException.Invalid(
                    "cell '" + name + "' has " + mounts.size() + " mounts (expected: at most " + MAX_MOUNTS + ")");
        }
        devices = List.copyOf(devices);
        if (devices.size() > MAX_DEVICES) {
            throw new CellException.Invalid(
                    "cell '" + name + "' has " + devices.size() + " devices (expected: at most " + MAX_DEVICES + ")");
        }
        if (root == null && !mounts.isEmpty()) {
            throw new CellException.Invalid(
                    "cell '" + name + "' has mounts but no root image (expected: mounts only with a root image)");
        }
        if (root == null && !devices.isEmpty()) {
            throw new CellException.Invalid(
                    "cell '" + name
                            + "' has devices but no root image (expected: devices only with a root image; others see the node's)");
        }
        if (root != null && isolateProcess && security.shareProcessNamespace()) {
            throw new CellException.Invalid("cell '" + name
                    + "' has isolate_process and shares the process namespace of its pod (expected: one of them)");
        }
    }

    /**
     * An image as root.
     *
     * @param image a reference, digest or id
     */
    record Root(String image, boolean readOnly) {}
}
