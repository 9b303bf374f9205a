// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupPath;
import io.aurae.linux.UserNamespace;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.spec.ContainerMount;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where cells lie: the node itself, or a pod. */
public interface Home {
    /** Whether something can run there now. */
    boolean isUp();

    /** Where the OCI runtime puts their executables; while the home is not up, only good for removing what is left of them. */
    Place place();

    /** The control group of a cell with this name. */
    CgroupPath cgroup(ResourceName cell);

    /** The name its processes see as the machine's. */
    String hostname();

    /** Whether its cells share IPC and UTS namespaces that are its own; otherwise those with an image as root get one of each. */
    boolean isInstance();

    /** The IP address at which what runs there can be reached from this node; empty while it cannot. */
    Optional<String> address();

    /** Files every image root gets here, such as {@code /etc/hosts}. */
    List<ContainerMount> mounts();

    /** The user namespace of its cells; empty for the node's own. */
    Optional<UserNamespace> users();

    /** The directory that image roots share as {@code /dev/shm}, if they do. */
    Optional<Path> sharedMemory();
}
