// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.cgroup.CgroupPath;
import io.aurae.oci.spec.InstanceSpec.Kernel;
import io.aurae.oci.spec.InstanceSpec.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * An instance to be.
 *
 * @param name one label
 * @param hostname seen inside
 * @param directory where its socket and everything else of it lies
 * @param library where its own images lie
 * @param cgroup under which its cells lie
 * @param network it is in
 * @param kernel what else of the kernel is its own
 * @param mounts it sees
 */
public record InstancePlan(
        String name,
        String hostname,
        Path directory,
        Path library,
        CgroupPath cgroup,
        Network network,
        Kernel kernel,
        Mounts mounts) {
    private static final String SOCKET = "aurae.sock";

    /** What an instance sees of the files of the node. */
    public enum Mounts {
        /** All, with mounts going both ways. */
        HOST,
        /** All, with mounts of the node appearing inside. */
        SLAVE,
        /** Its own, and those of the node that its daemon needs. */
        MINIMAL
    }

    /** Where it serves the library; daemons before the convention of today had it one level up. */
    public Path socket() {
        Path older = directory.resolve(SOCKET);
        return Files.exists(older) ? older : runtime().resolve(SOCKET);
    }

    /** The root of an instance that does not see the node's. */
    RootTree root() {
        return new RootTree(library.resolveSibling(name + ".root"));
    }

    CgroupPath firstProcessCgroup() {
        return new CgroupPath(cgroup.path() + "/_init");
    }

    Path bundle() {
        return directory.resolve("init");
    }

    Path identity() {
        return directory.resolve("pki");
    }

    /** Another name of the parent's socket, for what is in the instance. */
    Path parentSocket() {
        return identity().resolve("parent.sock");
    }

    /** What the nested daemon keeps of what runs in it. */
    Path runtime() {
        return directory.resolve("run");
    }

    /** Whether the nested daemon has instances or pods of its own, whose certificates it looks after. */
    boolean hasChildren() {
        return Stream.of("instances", "pods")
                .map(runtime()::resolve)
                .anyMatch(kind -> !ResourceDirectory.list(kind).isEmpty());
    }

    /** The OCI runtime's state of what is placed in it. */
    public Path runtimeRoot() {
        return directory.resolve("crun");
    }
}
