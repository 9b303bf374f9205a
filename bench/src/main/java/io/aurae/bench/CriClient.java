// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.base.FaultCode;
import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerStatusRequest;
import io.aurae.cri.v1.CreateContainerRequest;
import io.aurae.cri.v1.ExecSyncRequest;
import io.aurae.cri.v1.ExecSyncResponse;
import io.aurae.cri.v1.ImageServiceGrpc;
import io.aurae.cri.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import io.aurae.cri.v1.ImageSpec;
import io.aurae.cri.v1.ListContainersRequest;
import io.aurae.cri.v1.ListPodSandboxStatsRequest;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PullImageRequest;
import io.aurae.cri.v1.RemoveImageRequest;
import io.aurae.cri.v1.RemovePodSandboxRequest;
import io.aurae.cri.v1.RunPodSandboxRequest;
import io.aurae.cri.v1.RuntimeServiceGrpc;
import io.aurae.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.aurae.cri.v1.StartContainerRequest;
import io.aurae.cri.v1.StatusRequest;
import io.aurae.cri.v1.StopPodSandboxRequest;
import io.aurae.cri.v1.VersionRequest;
import io.aurae.cri.v1.VersionResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The calls of a node agent, on one connection. Each fails with the runtime's own status. */
final class CriClient implements AutoCloseable {
    private static final long CALL_SECONDS = 60;
    private static final Set<String> READY = Set.of("RuntimeReady", "NetworkReady");

    private final ManagedChannel channel;

    CriClient(Path socket, EventLoopGroup loop) {
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .eventLoopGroup(loop)
                .channelType(EpollDomainSocketChannel.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null) // which a Unix socket has not
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
    }

    private RuntimeServiceBlockingStub runtime() {
        return RuntimeServiceGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }

    private ImageServiceBlockingStub images() {
        return ImageServiceGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether the runtime and its network say that pods can be run. */
    boolean isReady() {
        try {
            // A runtime may have more conditions, such as whether its configuration is out of date.
            return runtime().status(StatusRequest.getDefaultInstance()).getStatus().getConditionsList().stream()
                    .filter(condition -> READY.contains(condition.getType()))
                    .allMatch(condition -> condition.getStatus());
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    String version() {
        VersionResponse version = runtime().version(VersionRequest.getDefaultInstance());
        return version.getRuntimeName() + " " + version.getRuntimeVersion();
    }

    void pull(String image) {
        ImageSpec spec = ImageSpec.newBuilder().setImage(image).build();
        images().pullImage(PullImageRequest.newBuilder().setImage(spec).build());
    }

    /** Removes an image with all that nothing else uses; succeeds when it is absent. */
    void removeImage(String image) {
        ImageSpec spec = ImageSpec.newBuilder().setImage(image).build();
        var _ = images().removeImage(
                        RemoveImageRequest.newBuilder().setImage(spec).build());
    }

    String runPod(PodSandboxConfig pod) {
        RunPodSandboxRequest request =
                RunPodSandboxRequest.newBuilder().setConfig(pod).build();
        return runtime().runPodSandbox(request).getPodSandboxId();
    }

    String create(String id, PodSandboxConfig pod, ContainerConfig container) {
        CreateContainerRequest request = CreateContainerRequest.newBuilder()
                .setPodSandboxId(id)
                .setSandboxConfig(pod)
                .setConfig(container)
                .build();
        return runtime().createContainer(request).getContainerId();
    }

    void start(String container) {
        StartContainerRequest request =
                StartContainerRequest.newBuilder().setContainerId(container).build();
        var _ = runtime().startContainer(request);
    }

    /** Runs a command to its end; any exit code but 0 is a failure. */
    void exec(String container, List<String> command) {
        ExecSyncRequest request = ExecSyncRequest.newBuilder()
                .setContainerId(container)
                .addAllCmd(command)
                .setTimeout(CALL_SECONDS)
                .build();
        ExecSyncResponse response = runtime().execSync(request);
        if (response.getExitCode() != 0) {
            throw new BenchException(
                    FaultCode.FAILED_PRECONDITION,
                    "command '" + String.join(" ", command) + "' ended with '" + response.getExitCode()
                            + "' (expected: 0): "
                            + response.getStderr().toStringUtf8().strip());
        }
    }

    /** How many containers there are. */
    int countContainers() {
        return runtime()
                .listContainers(ListContainersRequest.getDefaultInstance())
                .getContainersCount();
    }

    void status(String container) {
        var _ = runtime()
                .containerStatus(ContainerStatusRequest.newBuilder()
                        .setContainerId(container)
                        .build());
    }

    /** How many pods statistics are told of; empty when the runtime tells none. */
    OptionalInt countPodStats() {
        try {
            return OptionalInt.of(runtime()
                    .listPodSandboxStats(ListPodSandboxStatsRequest.getDefaultInstance())
                    .getStatsCount());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    void stopPod(String id) {
        var _ = runtime()
                .stopPodSandbox(
                        StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build());
    }

    void removePod(String id) {
        var _ = runtime()
                .removePodSandbox(
                        RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build());
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(CALL_SECONDS, TimeUnit.SECONDS);
    }
}
