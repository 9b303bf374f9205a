// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerMetadata;
import io.aurae.cri.v1.ImageSpec;
import io.aurae.cri.v1.LinuxContainerConfig;
import io.aurae.cri.v1.LinuxContainerSecurityContext;
import io.aurae.cri.v1.LinuxPodSandboxConfig;
import io.aurae.cri.v1.LinuxSandboxSecurityContext;
import io.aurae.cri.v1.NamespaceMode;
import io.aurae.cri.v1.NamespaceOption;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxMetadata;
import io.aurae.cri.v1.SecurityProfile;
import java.nio.file.Path;

/** The same pods for every target, as a node agent asks for them: own network, IPC and processes, default seccomp profile, one sleep. */
final class PodRequests {
    private static final NamespaceOption OWN =
            NamespaceOption.newBuilder().setPid(NamespaceMode.CONTAINER).build();
    private static final SecurityProfile CONFINED = SecurityProfile.newBuilder()
            .setProfileType(SecurityProfile.ProfileType.RuntimeDefault)
            .build();

    private final Enclosure enclosure;
    private int count;

    PodRequests(Enclosure enclosure) {
        this.enclosure = enclosure;
    }

    /** A pod of another name each time; its log directory exists, as a node agent would have made it. */
    PodSandboxConfig nextPod() {
        String name = "pod-" + count++;
        Path logs = enclosure.makeLogs(name);
        return PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(name)
                        .setNamespace("bench")
                        .setUid(enclosure.ground().token() + "-" + name))
                .setHostname(name)
                .setLogDirectory(logs.toString())
                .putLabels("app", "bench")
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setCgroupParent(enclosure.podsCgroup())
                        .setSecurityContext(LinuxSandboxSecurityContext.newBuilder()
                                .setNamespaceOptions(OWN)
                                .setSeccomp(CONFINED)))
                .build();
    }

    /** The one container of a pod. */
    static ContainerConfig sleep() {
        return ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName("sleep"))
                .setImage(ImageSpec.newBuilder().setImage(ImageRegistry.BUSYBOX))
                .addCommand("sleep")
                .addArgs("100000")
                .setLogPath("sleep.log")
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setSecurityContext(LinuxContainerSecurityContext.newBuilder()
                                .setNamespaceOptions(OWN)
                                .setSeccomp(CONFINED)))
                .build();
    }
}
