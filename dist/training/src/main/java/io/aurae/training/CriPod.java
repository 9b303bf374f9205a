// SPDX-License-Identifier: Apache-2.0
package io.aurae.training;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerMetadata;
import io.aurae.cri.v1.ContainerStatsRequest;
import io.aurae.cri.v1.ContainerStatusRequest;
import io.aurae.cri.v1.CreateContainerRequest;
import io.aurae.cri.v1.ExecSyncRequest;
import io.aurae.cri.v1.ImageServiceGrpc;
import io.aurae.cri.v1.ImageSpec;
import io.aurae.cri.v1.ImageStatusRequest;
import io.aurae.cri.v1.LinuxContainerConfig;
import io.aurae.cri.v1.LinuxContainerSecurityContext;
import io.aurae.cri.v1.LinuxPodSandboxConfig;
import io.aurae.cri.v1.LinuxSandboxSecurityContext;
import io.aurae.cri.v1.ListContainersRequest;
import io.aurae.cri.v1.ListPodSandboxRequest;
import io.aurae.cri.v1.ListPodSandboxStatsRequest;
import io.aurae.cri.v1.Mount;
import io.aurae.cri.v1.NamespaceMode;
import io.aurae.cri.v1.NamespaceOption;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxMetadata;
import io.aurae.cri.v1.PodSandboxStatusRequest;
import io.aurae.cri.v1.RemoveContainerRequest;
import io.aurae.cri.v1.RemovePodSandboxRequest;
import io.aurae.cri.v1.RunPodSandboxRequest;
import io.aurae.cri.v1.RuntimeServiceGrpc;
import io.aurae.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.aurae.cri.v1.SecurityProfile;
import io.aurae.cri.v1.StartContainerRequest;
import io.aurae.cri.v1.StopContainerRequest;
import io.aurae.cri.v1.StopPodSandboxRequest;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One pod from its start to its end, with a container that runs the machine's own programs, and no network of its own. */
final class CriPod {
    /** An image that needs nothing but links to {@code /usr}. */
    static final String IMAGE = "docker.io/library/training:latest";

    private static final int CALL_SECONDS = 30;
    private static final SecurityProfile CONFINED = SecurityProfile.newBuilder()
            .setProfileType(SecurityProfile.ProfileType.RuntimeDefault)
            .build();
    private static final NamespaceOption NAMESPACES = NamespaceOption.newBuilder()
            .setNetwork(NamespaceMode.NODE)
            .setPid(NamespaceMode.CONTAINER)
            .build();

    private final Channel channel;
    private final Path logs;

    CriPod(Channel channel, Path logs) {
        this.channel = channel;
        this.logs = logs;
    }

    /** Where containers cannot be run, as without the image or the runtime, it says so and goes on: the cache is made all the same, only smaller. */
    void exercise() {
        PodSandboxConfig config = config();
        try {
            String pod = runtime()
                    .runPodSandbox(
                            RunPodSandboxRequest.newBuilder().setConfig(config).build())
                    .getPodSandboxId();
            String container = runtime().createContainer(creation(pod, config)).getContainerId();
            use(pod, container);
            end(pod, container);
        } catch (StatusRuntimeException e) {
            System.err.println("training: a pod could not be exercised: " + e.getMessage());
        }
    }

    private RuntimeServiceBlockingStub runtime() {
        return RuntimeServiceGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }

    private PodSandboxConfig config() {
        return PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName("training")
                        .setNamespace("training")
                        .setUid("training"))
                .setHostname("training")
                .setLogDirectory(logs.toString())
                .putLabels("app", "training")
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setSecurityContext(LinuxSandboxSecurityContext.newBuilder()
                                .setNamespaceOptions(NAMESPACES)
                                .setSeccomp(CONFINED)))
                .build();
    }

    private static CreateContainerRequest creation(String pod, PodSandboxConfig config) {
        ContainerConfig container = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName("sleep"))
                .setImage(ImageSpec.newBuilder().setImage(IMAGE))
                .addCommand("/usr/bin/sleep")
                .addArgs("60")
                .addMounts(Mount.newBuilder()
                        .setHostPath("/usr")
                        .setContainerPath("/usr")
                        .setReadonly(true))
                .setLogPath("sleep.log")
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setSecurityContext(LinuxContainerSecurityContext.newBuilder()
                                .setNamespaceOptions(NAMESPACES)
                                .setSeccomp(CONFINED)))
                .build();
        return CreateContainerRequest.newBuilder()
                .setPodSandboxId(pod)
                .setSandboxConfig(config)
                .setConfig(container)
                .build();
    }

    private void use(String pod, String container) {
        var _ = runtime()
                .startContainer(StartContainerRequest.newBuilder()
                        .setContainerId(container)
                        .build());
        runtime()
                .containerStatus(ContainerStatusRequest.newBuilder()
                        .setContainerId(container)
                        .build());
        runtime()
                .execSync(ExecSyncRequest.newBuilder()
                        .setContainerId(container)
                        .addCmd("/usr/bin/true")
                        .setTimeout(CALL_SECONDS)
                        .build());
        runtime()
                .podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                        .setPodSandboxId(pod)
                        .build());
        runtime().listPodSandbox(ListPodSandboxRequest.getDefaultInstance());
        runtime().listContainers(ListContainersRequest.getDefaultInstance());
        runtime().listPodSandboxStats(ListPodSandboxStatsRequest.getDefaultInstance());
        runtime()
                .containerStats(ContainerStatsRequest.newBuilder()
                        .setContainerId(container)
                        .build());
        ImageServiceGrpc.newBlockingStub(channel)
                .imageStatus(ImageStatusRequest.newBuilder()
                        .setImage(ImageSpec.newBuilder().setImage(IMAGE))
                        .build());
    }

    private void end(String pod, String container) {
        var _ = runtime()
                .stopContainer(StopContainerRequest.newBuilder()
                        .setContainerId(container)
                        .build());
        var _ = runtime()
                .removeContainer(RemoveContainerRequest.newBuilder()
                        .setContainerId(container)
                        .build());
        var _ = runtime()
                .stopPodSandbox(
                        StopPodSandboxRequest.newBuilder().setPodSandboxId(pod).build());
        var _ = runtime()
                .removePodSandbox(RemovePodSandboxRequest.newBuilder()
                        .setPodSandboxId(pod)
                        .build());
    }
}
