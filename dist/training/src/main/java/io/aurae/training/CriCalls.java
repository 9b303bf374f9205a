// SPDX-License-Identifier: Apache-2.0
package io.aurae.training;

import io.aurae.cri.v1.ContainerStatusRequest;
import io.aurae.cri.v1.ImageServiceGrpc;
import io.aurae.cri.v1.ListContainersRequest;
import io.aurae.cri.v1.ListImagesRequest;
import io.aurae.cri.v1.ListPodSandboxRequest;
import io.aurae.cri.v1.RuntimeServiceGrpc;
import io.aurae.cri.v1.StatusRequest;
import io.aurae.cri.v1.StopPodSandboxRequest;
import io.aurae.cri.v1.VersionRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a node agent asks again and again, once, and one call that is refused. */
final class CriCalls {
    private CriCalls() {}

    /** @param logs where a pod's logs go, with an image {@value CriPod#IMAGE} on the node */
    static void make(Path socket, Path logs) throws InterruptedException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        ManagedChannel channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .eventLoopGroup(loop)
                .channelType(EpollDomainSocketChannel.class)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
        try {
            new CriPod(channel, logs).exercise();
            call(
                    RuntimeServiceGrpc.newBlockingStub(channel).withWaitForReady(),
                    ImageServiceGrpc.newBlockingStub(channel));
        } finally {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }

    private static void call(
            RuntimeServiceGrpc.RuntimeServiceBlockingStub runtime, ImageServiceGrpc.ImageServiceBlockingStub images) {
        runtime.withDeadlineAfter(30, TimeUnit.SECONDS).version(VersionRequest.getDefaultInstance());
        runtime.status(StatusRequest.getDefaultInstance());
        runtime.listPodSandbox(ListPodSandboxRequest.getDefaultInstance());
        runtime.listContainers(ListContainersRequest.getDefaultInstance());
        images.listImages(ListImagesRequest.getDefaultInstance());
        runtime.stopPodSandbox(
                StopPodSandboxRequest.newBuilder().setPodSandboxId("absent").build());
        try {
            runtime.containerStatus(
                    ContainerStatusRequest.newBuilder().setContainerId("absent").build());
        } catch (StatusRuntimeException e) {
            return;
        }
        throw new IllegalStateException("the status of a container that does not exist was answered");
    }
}
