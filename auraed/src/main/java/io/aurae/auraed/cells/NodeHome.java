// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupPath;
import io.aurae.linux.UserNamespace;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.spec.ContainerMount;
import io.aurae.oci.spec.ContainerMount.Propagation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    public boolean isInstance() {
        return false;
    }

    @Override
    public Optional<String> address() {
        return Optional.of("127.0.0.1");
    }

    /** How names are resolved on the node's network, which its cells use. */
    @Override
    public List<ContainerMount> mounts() {
        return Stream.of("/etc/hosts", "/etc/resolv.conf")
                .filter(file -> Files.isRegularFile(Path.of(file)))
                .<ContainerMount>map(file -> new ContainerMount.Bind(file, file, true, Propagation.PRIVATE))
                .toList();
    }

    @Override
    public Optional<UserNamespace> users() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> sharedMemory() {
        return Optional.empty();
    }
}
