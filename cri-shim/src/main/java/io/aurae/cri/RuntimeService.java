// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.ContainerEventResponse;
import io.aurae.cri.v1.ContainerStats;
import io.aurae.cri.v1.ContainerStatsRequest;
import io.aurae.cri.v1.ContainerStatsResponse;
import io.aurae.cri.v1.ContainerStatusRequest;
import io.aurae.cri.v1.ContainerStatusResponse;
import io.aurae.cri.v1.CreateContainerRequest;
import io.aurae.cri.v1.CreateContainerResponse;
import io.aurae.cri.v1.ExecSyncRequest;
import io.aurae.cri.v1.ExecSyncResponse;
import io.aurae.cri.v1.GetEventsRequest;
import io.aurae.cri.v1.ListContainerStatsRequest;
import io.aurae.cri.v1.ListContainerStatsResponse;
import io.aurae.cri.v1.ListContainersRequest;
import io.aurae.cri.v1.ListContainersResponse;
import io.aurae.cri.v1.ListMetricDescriptorsRequest;
import io.aurae.cri.v1.ListMetricDescriptorsResponse;
import io.aurae.cri.v1.ListPodSandboxMetricsRequest;
import io.aurae.cri.v1.ListPodSandboxMetricsResponse;
import io.aurae.cri.v1.ListPodSandboxRequest;
import io.aurae.cri.v1.ListPodSandboxResponse;
import io.aurae.cri.v1.ListPodSandboxStatsRequest;
import io.aurae.cri.v1.ListPodSandboxStatsResponse;
import io.aurae.cri.v1.PodSandboxStats;
import io.aurae.cri.v1.PodSandboxStatsRequest;
import io.aurae.cri.v1.PodSandboxStatsResponse;
import io.aurae.cri.v1.PodSandboxStatusRequest;
import io.aurae.cri.v1.PodSandboxStatusResponse;
import io.aurae.cri.v1.RemoveContainerRequest;
import io.aurae.cri.v1.RemoveContainerResponse;
import io.aurae.cri.v1.RemovePodSandboxRequest;
import io.aurae.cri.v1.RemovePodSandboxResponse;
import io.aurae.cri.v1.ReopenContainerLogRequest;
import io.aurae.cri.v1.ReopenContainerLogResponse;
import io.aurae.cri.v1.RunPodSandboxRequest;
import io.aurae.cri.v1.RunPodSandboxResponse;
import io.aurae.cri.v1.RuntimeConfigRequest;
import io.aurae.cri.v1.RuntimeConfigResponse;
import io.aurae.cri.v1.RuntimeServiceGrpc.RuntimeServiceImplBase;
import io.aurae.cri.v1.StartContainerRequest;
import io.aurae.cri.v1.StartContainerResponse;
import io.aurae.cri.v1.StatusRequest;
import io.aurae.cri.v1.StatusResponse;
import io.aurae.cri.v1.StopContainerRequest;
import io.aurae.cri.v1.StopContainerResponse;
import io.aurae.cri.v1.StopPodSandboxRequest;
import io.aurae.cri.v1.StopPodSandboxResponse;
import io.aurae.cri.v1.StreamContainerStatsRequest;
import io.aurae.cri.v1.StreamContainerStatsResponse;
import io.aurae.cri.v1.StreamContainersRequest;
import io.aurae.cri.v1.StreamContainersResponse;
import io.aurae.cri.v1.StreamPodSandboxMetricsRequest;
import io.aurae.cri.v1.StreamPodSandboxMetricsResponse;
import io.aurae.cri.v1.StreamPodSandboxStatsRequest;
import io.aurae.cri.v1.StreamPodSandboxStatsResponse;
import io.aurae.cri.v1.StreamPodSandboxesRequest;
import io.aurae.cri.v1.StreamPodSandboxesResponse;
import io.aurae.cri.v1.UpdateContainerResourcesRequest;
import io.aurae.cri.v1.UpdateContainerResourcesResponse;
import io.aurae.cri.v1.UpdatePodSandboxResourcesRequest;
import io.aurae.cri.v1.UpdatePodSandboxResourcesResponse;
import io.aurae.cri.v1.UpdateRuntimeConfigRequest;
import io.aurae.cri.v1.UpdateRuntimeConfigResponse;
import io.aurae.cri.v1.VersionRequest;
import io.aurae.cri.v1.VersionResponse;
import io.aurae.rpc.StreamCall;
import io.grpc.stub.StreamObserver;

/** Adapts the CRI's runtime service to the nouns of this package. A method that is not here answers UNIMPLEMENTED with its name. */
final class RuntimeService extends RuntimeServiceImplBase {
    private final Node node;
    private final Sandboxes sandboxes;
    private final Containers containers;
    private final Executions executions;
    private final Statistics statistics;
    private final ContainerEvents events;

    RuntimeService(
            Node node,
            Sandboxes sandboxes,
            Containers containers,
            Executions executions,
            Statistics statistics,
            ContainerEvents events) {
        this.node = node;
        this.sandboxes = sandboxes;
        this.containers = containers;
        this.executions = executions;
        this.statistics = statistics;
        this.events = events;
    }

    @Override
    public void version(VersionRequest request, StreamObserver<VersionResponse> caller) {
        answer(caller, node.version());
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> caller) {
        answer(caller, node.status());
    }

    @Override
    public void runtimeConfig(RuntimeConfigRequest request, StreamObserver<RuntimeConfigResponse> caller) {
        answer(caller, node.config());
    }

    /** The addresses of pods are for the node's own network plugins to choose, so what a caller says of them changes nothing. */
    @Override
    public void updateRuntimeConfig(
            UpdateRuntimeConfigRequest request, StreamObserver<UpdateRuntimeConfigResponse> caller) {
        answer(caller, UpdateRuntimeConfigResponse.getDefaultInstance());
    }

    @Override
    public void runPodSandbox(RunPodSandboxRequest request, StreamObserver<RunPodSandboxResponse> caller) {
        SandboxId id = sandboxes.run(request.getConfig(), request.getRuntimeHandler());
        answer(
                caller,
                RunPodSandboxResponse.newBuilder().setPodSandboxId(id.text()).build());
    }

    @Override
    public void stopPodSandbox(StopPodSandboxRequest request, StreamObserver<StopPodSandboxResponse> caller) {
        sandboxes.stop(request.getPodSandboxId());
        answer(caller, StopPodSandboxResponse.getDefaultInstance());
    }

    /** Callers tell of it after they have changed the pod's control group themselves; what the pod is made of stays as it is. */
    @Override
    public void updatePodSandboxResources(
            UpdatePodSandboxResourcesRequest request, StreamObserver<UpdatePodSandboxResourcesResponse> caller) {
        sandboxes.require(request.getPodSandboxId());
        answer(caller, UpdatePodSandboxResourcesResponse.getDefaultInstance());
    }

    @Override
    public void removePodSandbox(RemovePodSandboxRequest request, StreamObserver<RemovePodSandboxResponse> caller) {
        sandboxes.remove(request.getPodSandboxId());
        answer(caller, RemovePodSandboxResponse.getDefaultInstance());
    }

    @Override
    public void podSandboxStatus(PodSandboxStatusRequest request, StreamObserver<PodSandboxStatusResponse> caller) {
        answer(caller, sandboxes.status(request.getPodSandboxId(), request.getVerbose()));
    }

    @Override
    public void listPodSandbox(ListPodSandboxRequest request, StreamObserver<ListPodSandboxResponse> caller) {
        var items = sandboxes.list(request.getFilter());
        answer(caller, ListPodSandboxResponse.newBuilder().addAllItems(items).build());
    }

    @Override
    public void streamPodSandboxes(
            StreamPodSandboxesRequest request, StreamObserver<StreamPodSandboxesResponse> caller) {
        Pieces.answer(
                caller,
                sandboxes.list(request.getFilter()),
                piece -> StreamPodSandboxesResponse.newBuilder()
                        .addAllPodSandboxes(piece)
                        .build());
    }

    @Override
    public void createContainer(CreateContainerRequest request, StreamObserver<CreateContainerResponse> caller) {
        ContainerId id = containers.create(request.getPodSandboxId(), request.getConfig(), request.getSandboxConfig());
        answer(
                caller,
                CreateContainerResponse.newBuilder().setContainerId(id.text()).build());
    }

    @Override
    public void startContainer(StartContainerRequest request, StreamObserver<StartContainerResponse> caller) {
        containers.start(request.getContainerId());
        answer(caller, StartContainerResponse.getDefaultInstance());
    }

    @Override
    public void stopContainer(StopContainerRequest request, StreamObserver<StopContainerResponse> caller) {
        containers.stop(request.getContainerId(), request.getTimeout());
        answer(caller, StopContainerResponse.getDefaultInstance());
    }

    @Override
    public void removeContainer(RemoveContainerRequest request, StreamObserver<RemoveContainerResponse> caller) {
        containers.remove(request.getContainerId());
        answer(caller, RemoveContainerResponse.getDefaultInstance());
    }

    @Override
    public void containerStatus(ContainerStatusRequest request, StreamObserver<ContainerStatusResponse> caller) {
        containers.status(request, caller);
    }

    @Override
    public void listContainers(ListContainersRequest request, StreamObserver<ListContainersResponse> caller) {
        containers.list(request, caller);
    }

    @Override
    public void streamContainers(StreamContainersRequest request, StreamObserver<StreamContainersResponse> caller) {
        Pieces.answer(
                caller,
                containers.list(request.getFilter()),
                piece -> StreamContainersResponse.newBuilder()
                        .addAllContainers(piece)
                        .build());
    }

    @Override
    public void getContainerEvents(GetEventsRequest request, StreamObserver<ContainerEventResponse> caller) {
        StreamCall.<ContainerEventResponse>respond(caller, call -> events.watch(call::send));
    }

    @Override
    public void reopenContainerLog(
            ReopenContainerLogRequest request, StreamObserver<ReopenContainerLogResponse> caller) {
        containers.reopenLog(request.getContainerId());
        answer(caller, ReopenContainerLogResponse.getDefaultInstance());
    }

    @Override
    public void updateContainerResources(
            UpdateContainerResourcesRequest request, StreamObserver<UpdateContainerResourcesResponse> caller) {
        containers.update(request.getContainerId(), request.getLinux());
        answer(caller, UpdateContainerResourcesResponse.getDefaultInstance());
    }

    @Override
    public void containerStats(ContainerStatsRequest request, StreamObserver<ContainerStatsResponse> caller) {
        ContainerStats stats = statistics.container(request.getContainerId());
        answer(caller, ContainerStatsResponse.newBuilder().setStats(stats).build());
    }

    @Override
    public void listContainerStats(
            ListContainerStatsRequest request, StreamObserver<ListContainerStatsResponse> caller) {
        var stats = statistics.containers(request.getFilter());
        answer(
                caller,
                ListContainerStatsResponse.newBuilder().addAllStats(stats).build());
    }

    @Override
    public void streamContainerStats(
            StreamContainerStatsRequest request, StreamObserver<StreamContainerStatsResponse> caller) {
        Pieces.answer(
                caller,
                statistics.containers(request.getFilter()),
                piece -> StreamContainerStatsResponse.newBuilder()
                        .addAllContainerStats(piece)
                        .build());
    }

    @Override
    public void podSandboxStats(PodSandboxStatsRequest request, StreamObserver<PodSandboxStatsResponse> caller) {
        PodSandboxStats stats = statistics.sandbox(request.getPodSandboxId());
        answer(caller, PodSandboxStatsResponse.newBuilder().setStats(stats).build());
    }

    @Override
    public void listPodSandboxStats(
            ListPodSandboxStatsRequest request, StreamObserver<ListPodSandboxStatsResponse> caller) {
        var stats = statistics.sandboxes(request.getFilter());
        answer(
                caller,
                ListPodSandboxStatsResponse.newBuilder().addAllStats(stats).build());
    }

    @Override
    public void streamPodSandboxStats(
            StreamPodSandboxStatsRequest request, StreamObserver<StreamPodSandboxStatsResponse> caller) {
        Pieces.answer(
                caller,
                statistics.sandboxes(request.getFilter()),
                piece -> StreamPodSandboxStatsResponse.newBuilder()
                        .addAllPodSandboxStats(piece)
                        .build());
    }

    @Override
    public void listMetricDescriptors(
            ListMetricDescriptorsRequest request, StreamObserver<ListMetricDescriptorsResponse> caller) {
        answer(
                caller,
                ListMetricDescriptorsResponse.newBuilder()
                        .addAllDescriptors(Metrics.descriptors())
                        .build());
    }

    @Override
    public void listPodSandboxMetrics(
            ListPodSandboxMetricsRequest request, StreamObserver<ListPodSandboxMetricsResponse> caller) {
        answer(
                caller,
                ListPodSandboxMetricsResponse.newBuilder()
                        .addAllPodMetrics(statistics.metrics())
                        .build());
    }

    @Override
    public void streamPodSandboxMetrics(
            StreamPodSandboxMetricsRequest request, StreamObserver<StreamPodSandboxMetricsResponse> caller) {
        Pieces.answer(
                caller,
                statistics.metrics(),
                piece -> StreamPodSandboxMetricsResponse.newBuilder()
                        .addAllPodSandboxMetrics(piece)
                        .build());
    }

    @Override
    public void execSync(ExecSyncRequest request, StreamObserver<ExecSyncResponse> caller) {
        answer(caller, executions.run(request.getContainerId(), request.getCmdList(), request.getTimeout()));
    }

    private static <T> void answer(StreamObserver<T> caller, T answer) {
        caller.onNext(answer);
        caller.onCompleted();
    }
}
