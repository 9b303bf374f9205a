// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupPath;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.spec.ContainerMount;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The node itself as the home of cells.
 *
 * @param cgroupRoot the control group under which all of the node's cells lie
 */
public record NodeHome(Place place, CgroupPath cgroupRoot, String hostname) implements Home {
    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public CgroupPath cgroup(ResourceName cell) {
        return new CgroupPath(cgroupRoot.path() + "/" + cell.path());
    }

    @Override
    public List<ContainerMount> mounts() {
        return List.of();
    }

    @Override
    public Optional<Path> sharedMemory() {
        return Optional.empty();
    }
}
