// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import io.aurae.cri.v1.Container;
import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerMetadata;
import io.aurae.cri.v1.ContainerState;
import io.aurae.cri.v1.CreateContainerRequest;
import io.aurae.cri.v1.ImageServiceGrpc;
import io.aurae.cri.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import io.aurae.cri.v1.ImageSpec;
import io.aurae.cri.v1.ListContainersRequest;
import io.aurae.cri.v1.ListImagesRequest;
import io.aurae.cri.v1.ListPodSandboxRequest;
import io.aurae.cri.v1.PodSandbox;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxMetadata;
import io.aurae.cri.v1.PodSandboxState;
import io.aurae.cri.v1.PullImageRequest;
import io.aurae.cri.v1.RemoveContainerRequest;
import io.aurae.cri.v1.RemovePodSandboxRequest;
import io.aurae.cri.v1.RunPodSandboxRequest;
import io.aurae.cri.v1.RuntimeServiceGrpc;
import io.aurae.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.aurae.cri.v1.StartContainerRequest;
import io.grpc.Channel;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A pod with a container that runs, as seen through the shim, and nothing else. */
final class CriStage implements Scene {
    private static final String POD = "stage";
    private static final String IMAGE = "busybox";

    private final RuntimeServiceBlockingStub runtime;
    private final ImageServiceBlockingStub images;
    private String sandbox = "";
    private String container = "";

    CriStage(Channel channel) {
        runtime = RuntimeServiceGrpc.newBlockingStub(channel);
        images = ImageServiceGrpc.newBlockingStub(channel);
    }

    private static PodSandboxConfig pod(String name) {
        PodSandboxMetadata metadata = PodSandboxMetadata.newBuilder()
                .setName(name)
                .setUid(name)
                .setNamespace("generated")
                .build();
        return PodSandboxConfig.newBuilder().setMetadata(metadata).build();
    }

    @Override
    public void set() {
        images.pullImage(PullImageRequest.newBuilder()
                .setImage(ImageSpec.newBuilder().setImage(IMAGE))
                .build());
        for (PodSandbox pod : sandboxes()) {
            boolean sound = pod.getMetadata().getName().equals(POD) && pod.getState() == PodSandboxState.SANDBOX_READY;
            if (!sound) {
                runtime.removePodSandbox(RemovePodSandboxRequest.newBuilder()
                        .setPodSandboxId(pod.getId())
                        .build());
            }
        }
        sandbox = runtime.runPodSandbox(
                        RunPodSandboxRequest.newBuilder().setConfig(pod(POD)).build())
                .getPodSandboxId();
        for (Container one : containers()) {
            boolean sound =
                    one.getMetadata().getName().equals(POD) && one.getState() != ContainerState.CONTAINER_EXITED;
            if (!sound) {
                runtime.removeContainer(RemoveContainerRequest.newBuilder()
                        .setContainerId(one.getId())
                        .build());
            }
        }
        container = runtime.createContainer(sleeper()).getContainerId();
        runtime.startContainer(
                StartContainerRequest.newBuilder().setContainerId(container).build());
    }

    private CreateContainerRequest sleeper() {
        ContainerConfig config = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName(POD))
                .setImage(ImageSpec.newBuilder().setImage(IMAGE))
                .addAllCommand(List.of("sleep", "1000"))
                .build();
        return CreateContainerRequest.newBuilder()
                .setPodSandboxId(sandbox)
                .setConfig(config)
                .setSandboxConfig(pod(POD))
                .build();
    }

    private List<PodSandbox> sandboxes() {
        return runtime.listPodSandbox(ListPodSandboxRequest.getDefaultInstance())
                .getItemsList();
    }

    private List<Container> containers() {
        return runtime.listContainers(ListContainersRequest.getDefaultInstance())
                .getContainersList();
    }

    @Override
    public Set<String> props() {
        Set<String> there = new TreeSet<>();
        sandboxes().forEach(pod -> there.add("pod " + pod.getMetadata().getName() + " " + pod.getState()));
        containers().forEach(one -> there.add("container " + one.getMetadata().getName() + " " + one.getState()));
        images.listImages(ListImagesRequest.getDefaultInstance())
                .getImagesList()
                .forEach(image -> there.add("image " + image.getRepoTagsList()));
        return there;
    }

    /** Requests with nothing wrong in them. */
    SoundRequests sound() {
        String cri = "runtime.v1.";
        return new SoundRequests()
                .with("pod_sandbox_id", sandbox)
                .with("container_id", container)
                .with(cri + "RunPodSandboxRequest.config")
                .with(cri + "PodSandboxConfig.metadata")
                .with(cri + "PodSandboxMetadata.name", Stage.NEW)
                .with(cri + "PodSandboxMetadata.uid", Stage.NEW)
                .with(cri + "PodSandboxMetadata.namespace", "generated")
                .with(cri + "CreateContainerRequest.config")
                .with(cri + "CreateContainerRequest.sandbox_config")
                .with(cri + "ContainerConfig.metadata")
                .with(cri + "ContainerConfig.image")
                .with(cri + "ContainerConfig.command", "/bin/true")
                .with(cri + "ContainerMetadata.name", Stage.NEW)
                .with(cri + "ImageSpec.image", IMAGE)
                .with(cri + "PullImageRequest.image")
                .with(cri + "ImageStatusRequest.image")
                .with(cri + "RemoveImageRequest.image")
                .with(cri + "Mount.container_path", "/mnt")
                .with(cri + "Device.host_path", "/dev/null")
                .with(cri + "Device.container_path", "/dev/x")
                .with(cri + "Device.permissions", "rw")
                .with(cri + "PortMapping.container_port", 80)
                .with(cri + "PortMapping.host_port", 41_987)
                .with(cri + "ExecSyncRequest.cmd", "/bin/true")
                .with(cri + "ExecRequest.cmd", "/bin/true")
                .with(cri + "ExecRequest.stdout", true)
                .with(cri + "AttachRequest.stdout", true)
                .with(cri + "PortForwardRequest.port", 80);
    }
}
