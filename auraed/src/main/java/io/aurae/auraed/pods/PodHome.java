// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.cells.Home;
import io.aurae.auraed.pods.PodState.Running;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupPath;
import io.aurae.linux.UserNamespace;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.spec.ContainerMount;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A pod as the home of cells.
 *
 * @param node where things that are not in a pod are put
 */
record PodHome(Pod pod, Place node) implements Home {
    @Override
    public boolean isUp() {
        return pod.isUp();
    }

    @Override
    public Place place() {
        Path runtimeRoot = pod.plan().runtimeRoot();
        boolean beside = pod.spec().shared().processes();
        if (pod.state() instanceof Running running && beside && pod.isUp()) {
            return node.beside(running.process().pid(), runtimeRoot);
        }
        if (pod.state() instanceof Running running && !beside) {
            return node.inside(running.process().pid(), runtimeRoot);
        }
        return Place.host(runtimeRoot, node.exits(), node.sockets());
    }

    @Override
    public CgroupPath cgroup(ResourceName cell) {
        String below = cell.path().substring(cell.first().length() + 1);
        return pod.plan().cgroup().child(below);
    }

    @Override
    public String hostname() {
        return pod.spec().hostname();
    }

    @Override
    public boolean isInstance() {
        return true;
    }

    @Override
    public Optional<String> address() {
        return pod.state() instanceof Running running
                ? running.network().ips().stream().findFirst()
                : Optional.empty();
    }

    @Override
    public List<ContainerMount> mounts() {
        return pod.files().mounts();
    }

    @Override
    public Optional<UserNamespace> users() {
        return pod.users();
    }

    @Override
    public Optional<Path> sharedMemory() {
        return Optional.of(pod.files().sharedMemory(pod.spec().shared()));
    }
}
