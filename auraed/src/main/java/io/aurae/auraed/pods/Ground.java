// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.events.Events;
import io.aurae.auraed.instances.Spawner;
import io.aurae.auraed.network.PodNetworks;
import io.aurae.cgroup.CgroupPath;
import java.nio.file.Path;

/**
 * What pods are made with and where they are kept.
 *
 * @param directory one directory a pod is kept here; gone at reboot
 * @param namespaces network namespaces are pinned here
 * @param libraries the images of nested daemons are kept here
 * @param cgroupRoot the control group of pods that ask for no other
 * @param users the ids of pods that have users of their own
 * @param events where what happens to pods is remembered
 */
public record Ground(
        Spawner spawner,
        PodNetworks networks,
        Path directory,
        Path namespaces,
        Path libraries,
        CgroupPath cgroupRoot,
        UserIds users,
        Events events) {}
