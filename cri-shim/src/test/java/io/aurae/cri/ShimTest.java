// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerFilter;
import io.aurae.cri.v1.ContainerMetadata;
import io.aurae.cri.v1.ContainerState;
import io.aurae.cri.v1.ContainerStatus;
import io.aurae.cri.v1.ContainerStatusRequest;
import io.aurae.cri.v1.CreateContainerRequest;
import io.aurae.cri.v1.ExecRequest;
import io.aurae.cri.v1.ExecSyncRequest;
import io.aurae.cri.v1.ExecSyncResponse;
import io.aurae.cri.v1.ImageFsInfoRequest;
import io.aurae.cri.v1.ImageServiceGrpc;
import io.aurae.cri.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import io.aurae.cri.v1.ImageSpec;
import io.aurae.cri.v1.ImageStatusRequest;
import io.aurae.cri.v1.ListContainersRequest;
import io.aurae.cri.v1.ListImagesRequest;
import io.aurae.cri.v1.ListPodSandboxRequest;
import io.aurae.cri.v1.PodSandbox;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxFilter;
import io.aurae.cri.v1.PodSandboxMetadata;
import io.aurae.cri.v1.PodSandboxState;
import io.aurae.cri.v1.PodSandboxStateValue;
import io.aurae.cri.v1.PodSandboxStatus;
import io.aurae.cri.v1.PodSandboxStatusRequest;
import io.aurae.cri.v1.PullImageRequest;
import io.aurae.cri.v1.RemoveContainerRequest;
import io.aurae.cri.v1.RemoveImageRequest;
import io.aurae.cri.v1.RemovePodSandboxRequest;
import io.aurae.cri.v1.RunPodSandboxRequest;
import io.aurae.cri.v1.RuntimeServiceGrpc;
import io.aurae.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.aurae.cri.v1.StartContainerRequest;
import io.aurae.cri.v1.StatusRequest;
import io.aurae.cri.v1.StatusResponse;
import io.aurae.cri.v1.StopContainerRequest;
import io.aurae.cri.v1.StopPodSandboxRequest;
import io.aurae.cri.v1.VersionRequest;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodStatus;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole shim over real sockets, in front of a node in memory. */
class ShimTest {
    private static final PodSandboxConfig POD = PodSandboxConfig.newBuilder()
            .setMetadata(PodSandboxMetadata.newBuilder()
                    .setName("web")
                    .setNamespace("default")
                    .setUid("u-1"))
            .setHostname("web")
            .setLogDirectory("/var/log/pods/web")
            .putLabels("app", "web")
            .putAnnotations("note", "kept as it is")
            .build();
    private static final ContainerConfig NGINX = ContainerConfig.newBuilder()
            .setMetadata(ContainerMetadata.newBuilder().setName("nginx"))
            .setImage(ImageSpec.newBuilder().setImage("nginx"))
            .setLogPath("nginx.log")
            .putLabels("tier", "front")
            .build();

    @TempDir
    Path directory;

    private final FakeNode node = new FakeNode();
    private TestSockets sockets;
    private RuntimeServiceBlockingStub runtime;
    private ImageServiceBlockingStub images;

    @BeforeEach
    void serve() {
        sockets = TestSockets.serve(directory, node);
        runtime = RuntimeServiceGrpc.newBlockingStub(sockets.shim());
        images = ImageServiceGrpc.newBlockingStub(sockets.shim());
    }

    @AfterEach
    void close() {
        sockets.close();
    }

    @Test
    void theVersionNamesTheNode() {
        var version = runtime.version(VersionRequest.getDefaultInstance());

        assertThat(version.getRuntimeName()).isEqualTo("aurae");
        assertThat(version.getRuntimeVersion()).isEqualTo("0.1.0");
        assertThat(version.getRuntimeApiVersion()).isEqualTo("v1");
    }

    @Test
    void aHealthyNodeIsReadyAndHasTheDefaultHandler() {
        StatusResponse status = runtime.status(StatusRequest.getDefaultInstance());

        assertThat(status.getStatus().getConditionsList())
                .extracting("type", "status")
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("RuntimeReady", true),
                        org.assertj.core.groups.Tuple.tuple("NetworkReady", true));
        assertThat(status.getRuntimeHandlersList()).extracting("name").containsExactly("");
    }

    @Test
    void aNodeThatDoesNotAnswerIsNotReady() {
        sockets.stopNode();

        StatusResponse status = runtime.status(StatusRequest.getDefaultInstance());

        assertThat(status.getStatus().getConditionsList()).extracting("status").containsExactly(false, false);
        assertThat(status.getStatus().getConditions(0).getReason()).isEqualTo("NodeUnreachable");
    }

    @Test
    void aSandboxIsAPodWithItsAddresses() {
        String id = run();

        PodSandboxStatus status = runtime.podSandboxStatus(
                        PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).build())
                .getStatus();

        assertThat(status.getState()).isEqualTo(PodSandboxState.SANDBOX_READY);
        assertThat(status.getMetadata()).isEqualTo(POD.getMetadata());
        assertThat(status.getLabelsMap()).isEqualTo(POD.getLabelsMap());
        assertThat(status.getAnnotationsMap()).isEqualTo(POD.getAnnotationsMap());
        assertThat(status.getNetwork().getIp()).isEqualTo("10.0.0.7");
        assertThat(status.getNetwork().getAdditionalIps(0).getIp()).isEqualTo("fd00::7");
        assertThat(status.getCreatedAt()).isPositive();
        assertThat(node.pods.get(id).getPod().getHostname()).isEqualTo("web");
    }

    @Test
    void runningTheSameSandboxAgainAnswersTheSame() {
        assertThat(run()).isEqualTo(run());
        assertThat(node.pods).hasSize(1);
    }

    @Test
    void aStoppedSandboxIsNotRunAgainAndNotLost() {
        String id = run();
        stop(id);

        assertThatThrownBy(this::run)
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("stopped");
        assertThat(node.pods).containsKey(id);
    }

    @Test
    void aSandboxThatCannotStartLeavesNoPod() {
        node.networkBroken = true;

        assertThatThrownBy(this::run).hasMessage("UNAVAILABLE: plugin 'bridge' failed");
        assertThat(node.pods).isEmpty();
    }

    @Test
    void stoppingAndRemovingWhatIsAbsentSucceeds() {
        String absent = "0".repeat(32);
        stop(absent);
        remove(absent);
        stopContainer(absent + absent);
        removeContainer(absent + absent);
        stop("abc");
        removeContainer("abc");
        images.removeImage(
                RemoveImageRequest.newBuilder().setImage(image("nope")).build());
    }

    @Test
    void theStatusOfWhatIsAbsentIsNotFound() {
        assertThatThrownBy(() -> status("0".repeat(64))).hasMessageContaining("NOT_FOUND: container '000");
        assertThatThrownBy(() -> runtime.podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                        .setPodSandboxId("abc")
                        .build()))
                .hasMessage("NOT_FOUND: pod sandbox 'abc' does not exist");
    }

    @Test
    void listsHaveOnlyTheShimsOwnAndOnlyWhatFits() {
        String id = run();
        node.pods.put(
                "other",
                PodStatus.newBuilder().setPod(Pod.newBuilder().setName("other")).build());

        assertThat(list(PodSandboxFilter.getDefaultInstance()))
                .extracting(PodSandbox::getId)
                .containsExactly(id);
        assertThat(list(PodSandboxFilter.newBuilder().setId(id.substring(0, 5)).build()))
                .hasSize(1);
        assertThat(list(PodSandboxFilter.newBuilder()
                        .putLabelSelector("app", "web")
                        .build()))
                .hasSize(1);
        assertThat(list(PodSandboxFilter.newBuilder()
                        .putLabelSelector("app", "db")
                        .build()))
                .isEmpty();
        assertThat(list(PodSandboxFilter.newBuilder()
                        .setState(PodSandboxStateValue.newBuilder().setState(PodSandboxState.SANDBOX_NOTREADY))
                        .build()))
                .isEmpty();
    }

    @Test
    void aContainerGoesFromCreatedOverRunningToExited() {
        String id = create(run());
        assertThat(status(id).getState()).isEqualTo(ContainerState.CONTAINER_CREATED);

        start(id);
        start(id);
        assertThat(status(id).getState()).isEqualTo(ContainerState.CONTAINER_RUNNING);
        assertThat(status(id.substring(0, 13)).getId()).isEqualTo(id);
        assertThat(status(id).getImage().getImage()).isEqualTo("docker.io/library/nginx:latest");
        assertThat(status(id).getImageRef()).startsWith("docker.io/library/nginx@sha256:");
        assertThat(status(id).getImageId()).isEqualTo(FakeNode.NGINX.getId());
        assertThat(status(id).getLogPath()).isEqualTo("/var/log/pods/web/nginx.log");

        node.end(new ContainerId(id).cell(), 3);
        assertThat(status(id).getState()).isEqualTo(ContainerState.CONTAINER_EXITED);
        assertThat(status(id).getExitCode()).isEqualTo(3);
        assertThat(status(id).getReason()).isEqualTo("Error");
        assertThatThrownBy(() -> start(id)).hasMessageContaining("FAILED_PRECONDITION");

        removeContainer(id);
        removeContainer(id);
        assertThat(containers(ContainerFilter.getDefaultInstance())).isEmpty();
    }

    @Test
    void creatingTheSameContainerAgainAnswersTheSame() {
        String sandbox = run();

        assertThat(create(sandbox)).isEqualTo(create(sandbox));
    }

    @Test
    void containersAreFoundBySandboxStateAndLabel() {
        String sandbox = run();
        String id = create(sandbox);

        assertThat(containers(
                        ContainerFilter.newBuilder().setPodSandboxId(sandbox).build()))
                .containsExactly(id);
        assertThat(containers(ContainerFilter.newBuilder()
                        .setPodSandboxId("f".repeat(32))
                        .build()))
                .isEmpty();
        assertThat(containers(ContainerFilter.newBuilder()
                        .putLabelSelector("tier", "front")
                        .build()))
                .containsExactly(id);
        assertThat(containers(ContainerFilter.newBuilder()
                        .putLabelSelector("tier", "back")
                        .build()))
                .isEmpty();
    }

    @Test
    void stoppingAContainerPassesTheTimeoutOn() {
        String id = create(run());
        start(id);

        runtime.stopContainer(StopContainerRequest.newBuilder()
                .setContainerId(id)
                .setTimeout(7)
                .build());

        assertThat(node.lastStop.getGracePeriod().getSeconds()).isEqualTo(7);
        assertThat(node.lastStop.getExecutableName()).isEqualTo("main");
    }

    @Test
    void aContainerNeedsItsSandboxAndItsImage() {
        assertThatThrownBy(() -> create("0".repeat(32))).hasMessageContaining("NOT_FOUND: pod sandbox '0");
        String sandbox = run();
        node.images.clear();
        assertThatThrownBy(() -> createWithoutPull(sandbox)).hasMessage("NOT_FOUND: image 'nginx' does not exist");
        stop(sandbox);
        assertThatThrownBy(() -> create(sandbox)).hasMessageContaining("FAILED_PRECONDITION: pod sandbox '");
    }

    @Test
    void aCommandIsRunInARunningContainerOnly() {
        String id = create(run());
        assertThatThrownBy(() -> exec(id, "ls")).hasMessageContaining("is not running (expected: one that runs)");

        start(id);
        ExecSyncResponse answer = exec(id, "ls", "-l");

        assertThat(answer.getStdout().toStringUtf8()).isEqualTo("ls -l");
        assertThat(answer.getStderr().toStringUtf8()).isEqualTo("sigh");
        assertThat(answer.getExitCode()).isEqualTo(2);
    }

    @Test
    void imagesArePulledListedAndRemoved() {
        String pulled = pull();

        assertThat(pulled).isEqualTo(FakeNode.NGINX.getId());
        var listed = images.listImages(ListImagesRequest.getDefaultInstance()).getImages(0);
        assertThat(listed.getRepoTagsList()).containsExactly("docker.io/library/nginx:latest");
        assertThat(listed.getUid().getValue()).isEqualTo(101);

        images.removeImage(
                RemoveImageRequest.newBuilder().setImage(image(pulled)).build());
        assertThat(images.imageStatus(ImageStatusRequest.newBuilder()
                                .setImage(image("nginx"))
                                .build())
                        .hasImage())
                .isFalse();
    }

    @Test
    void theFileSystemOfImagesIsAnsweredWithWhatTheyTake() {
        var answer = images.imageFsInfo(ImageFsInfoRequest.getDefaultInstance());

        assertThat(answer.getImageFilesystems(0).getFsId().getMountpoint()).isEqualTo("/images");
        assertThat(answer.getImageFilesystems(0).getUsedBytes().getValue()).isEqualTo(7);
        assertThat(answer.getContainerFilesystemsList()).isEmpty();
    }

    @Test
    void whatTheNodeRefusesIsPassedOn() {
        assertThatThrownBy(() -> images.pullImage(
                        PullImageRequest.newBuilder().setImage(image("nope")).build()))
                .hasMessage("NOT_FOUND: image 'nope' does not exist");
    }

    @Test
    void aMethodThatIsNotServedIsNamed() {
        assertThatThrownBy(() -> runtime.exec(ExecRequest.getDefaultInstance()))
                .hasMessage("UNIMPLEMENTED: Method runtime.v1.RuntimeService/Exec is unimplemented");
    }

    @Test
    void anUnknownRuntimeHandlerIsRefused() {
        assertThatThrownBy(() -> runtime.runPodSandbox(RunPodSandboxRequest.newBuilder()
                        .setConfig(POD)
                        .setRuntimeHandler("kata")
                        .build()))
                .hasMessage("NOT_FOUND: runtime handler 'kata' does not exist");
    }

    private String run() {
        return runtime.runPodSandbox(
                        RunPodSandboxRequest.newBuilder().setConfig(POD).build())
                .getPodSandboxId();
    }

    private void stop(String id) {
        runtime.stopPodSandbox(
                StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build());
    }

    private void remove(String id) {
        runtime.removePodSandbox(
                RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build());
    }

    private List<PodSandbox> list(PodSandboxFilter filter) {
        return runtime.listPodSandbox(
                        ListPodSandboxRequest.newBuilder().setFilter(filter).build())
                .getItemsList();
    }

    private String pull() {
        return images.pullImage(
                        PullImageRequest.newBuilder().setImage(image("nginx")).build())
                .getImageRef();
    }

    private String create(String sandbox) {
        pull();
        return createWithoutPull(sandbox);
    }

    private String createWithoutPull(String sandbox) {
        return runtime.createContainer(CreateContainerRequest.newBuilder()
                        .setPodSandboxId(sandbox)
                        .setConfig(NGINX)
                        .setSandboxConfig(POD)
                        .build())
                .getContainerId();
    }

    private void start(String id) {
        runtime.startContainer(
                StartContainerRequest.newBuilder().setContainerId(id).build());
    }

    private void stopContainer(String id) {
        runtime.stopContainer(
                StopContainerRequest.newBuilder().setContainerId(id).build());
    }

    private void removeContainer(String id) {
        runtime.removeContainer(
                RemoveContainerRequest.newBuilder().setContainerId(id).build());
    }

    private ContainerStatus status(String id) {
        return runtime.containerStatus(
                        ContainerStatusRequest.newBuilder().setContainerId(id).build())
                .getStatus();
    }

    private List<String> containers(ContainerFilter filter) {
        return runtime
                .listContainers(
                        ListContainersRequest.newBuilder().setFilter(filter).build())
                .getContainersList()
                .stream()
                .map(io.aurae.cri.v1.Container::getId)
                .toList();
    }

    private ExecSyncResponse exec(String id, String... command) {
        return runtime.execSync(ExecSyncRequest.newBuilder()
                .setContainerId(id)
                .addAllCmd(List.of(command))
                .build());
    }

    private static ImageSpec image(String name) {
        return ImageSpec.newBuilder().setImage(name).build();
    }
}
