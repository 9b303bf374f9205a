// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerFilter;
import io.aurae.cri.v1.ContainerMetadata;
import io.aurae.cri.v1.ContainerStatus;
import io.aurae.cri.v1.ContainerStatusRequest;
import io.aurae.cri.v1.CreateContainerRequest;
import io.aurae.cri.v1.ExecSyncRequest;
import io.aurae.cri.v1.ExecSyncResponse;
import io.aurae.cri.v1.ImageServiceGrpc;
import io.aurae.cri.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import io.aurae.cri.v1.ImageSpec;
import io.aurae.cri.v1.ListContainersRequest;
import io.aurae.cri.v1.ListPodSandboxRequest;
import io.aurae.cri.v1.PodSandbox;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxFilter;
import io.aurae.cri.v1.PodSandboxMetadata;
import io.aurae.cri.v1.PullImageRequest;
import io.aurae.cri.v1.RemoveContainerRequest;
import io.aurae.cri.v1.RemovePodSandboxRequest;
import io.aurae.cri.v1.RunPodSandboxRequest;
import io.aurae.cri.v1.RuntimeServiceGrpc;
import io.aurae.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.aurae.cri.v1.StartContainerRequest;
import io.aurae.cri.v1.StopContainerRequest;
import io.aurae.cri.v1.StopPodSandboxRequest;
import java.nio.file.Path;
import java.util.List;

/** Somebody who calls the shim, in few words. */
record Caller(RuntimeServiceBlockingStub runtime, ImageServiceBlockingStub images, PodSandboxConfig pod) {
    static final ContainerConfig NGINX = ContainerConfig.newBuilder()
            .setMetadata(ContainerMetadata.newBuilder().setName("nginx"))
            .setImage(ImageSpec.newBuilder().setImage("nginx"))
            .setLogPath("nginx.log")
            .putLabels("tier", "front")
            .build();

    /** @param directory where the pod's containers leave their logs */
    static Caller of(TestSockets sockets, Path directory) {
        PodSandboxConfig pod = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName("web")
                        .setNamespace("default")
                        .setUid("u-1"))
                .setHostname("web")
                .setLogDirectory(directory.toString())
                .putLabels("app", "web")
                .putAnnotations("note", "kept as it is")
                .build();
        return new Caller(
                RuntimeServiceGrpc.newBlockingStub(sockets.shim()),
                ImageServiceGrpc.newBlockingStub(sockets.shim()),
                pod);
    }

    String run() {
        return runtime()
                .runPodSandbox(RunPodSandboxRequest.newBuilder().setConfig(pod).build())
                .getPodSandboxId();
    }

    void stop(String id) {
        runtime()
                .stopPodSandbox(
                        StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build());
    }

    void remove(String id) {
        runtime()
                .removePodSandbox(
                        RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build());
    }

    List<PodSandbox> sandboxes(PodSandboxFilter filter) {
        return runtime()
                .listPodSandbox(
                        ListPodSandboxRequest.newBuilder().setFilter(filter).build())
                .getItemsList();
    }

    String pull() {
        return images().pullImage(
                        PullImageRequest.newBuilder().setImage(image("nginx")).build())
                .getImageRef();
    }

    String create(String sandbox) {
        pull();
        return createWithoutPull(sandbox);
    }

    String createWithoutPull(String sandbox) {
        return runtime()
                .createContainer(CreateContainerRequest.newBuilder()
                        .setPodSandboxId(sandbox)
                        .setConfig(NGINX)
                        .setSandboxConfig(pod)
                        .build())
                .getContainerId();
    }

    void start(String id) {
        runtime()
                .startContainer(
                        StartContainerRequest.newBuilder().setContainerId(id).build());
    }

    void stopContainer(String id) {
        runtime()
                .stopContainer(
                        StopContainerRequest.newBuilder().setContainerId(id).build());
    }

    void removeContainer(String id) {
        runtime()
                .removeContainer(
                        RemoveContainerRequest.newBuilder().setContainerId(id).build());
    }

    ContainerStatus status(String id) {
        return runtime()
                .containerStatus(
                        ContainerStatusRequest.newBuilder().setContainerId(id).build())
                .getStatus();
    }

    List<String> containers(ContainerFilter filter) {
        return runtime()
                .listContainers(
                        ListContainersRequest.newBuilder().setFilter(filter).build())
                .getContainersList()
                .stream()
                .map(io.aurae.cri.v1.Container::getId)
                .toList();
    }

    ExecSyncResponse exec(String id, String... command) {
        return runtime()
                .execSync(ExecSyncRequest.newBuilder()
                        .setContainerId(id)
                        .addAllCmd(List.of(command))
                        .build());
    }

    static ImageSpec image(String name) {
        return ImageSpec.newBuilder().setImage(name).build();
    }
}
