// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.cells.Cells;
import io.aurae.auraed.cells.StatsQuery;
import io.aurae.auraed.resource.Grace;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.aurae.proto.pods.v0.PodServiceAllocateResponse;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceFreeResponse;
import io.aurae.proto.pods.v0.PodServiceGrpc;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodServiceListResponse;
import io.aurae.proto.pods.v0.PodServiceStartRequest;
import io.aurae.proto.pods.v0.PodServiceStartResponse;
import io.aurae.proto.pods.v0.PodServiceStatsRequest;
import io.aurae.proto.pods.v0.PodServiceStatsResponse;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import io.aurae.proto.pods.v0.PodServiceStopResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Adapts the calls of {@code aurae.pods.v0}: parse, act, answer. Stops and frees a pod's cells before the pod. */
public final class PodService extends PodServiceGrpc.PodServiceImplBase {
    private final Pods pods;
    private final Cells cells;

    public PodService(Pods pods, Cells cells) {
        this.pods = pods;
        this.cells = cells;
    }

    @Override
    public void allocate(PodServiceAllocateRequest request, StreamObserver<PodServiceAllocateResponse> answer) {
        Pod pod = pods.allocate(PodMessages.spec(request.getPod()));
        answer.onNext(PodServiceAllocateResponse.newBuilder()
                .setStatus(PodMessages.status(pod))
                .build());
        answer.onCompleted();
    }

    @Override
    public void start(PodServiceStartRequest request, StreamObserver<PodServiceStartResponse> answer) {
        Pod pod = pods.get(ResourceName.top(request.getName()));
        pod.start();
        answer.onNext(PodServiceStartResponse.newBuilder()
                .setStatus(PodMessages.status(pod))
                .build());
        answer.onCompleted();
    }

    @Override
    public void stop(PodServiceStopRequest request, StreamObserver<PodServiceStopResponse> answer) {
        Duration said = Grace.parse(request.hasGracePeriod(), request.getGracePeriod());
        UnaryOperator<Duration> grace = own -> request.hasGracePeriod() ? said : own;
        pods.find(ResourceName.top(request.getName())).ifPresent(pod -> stop(pod, grace));
        answer.onNext(PodServiceStopResponse.getDefaultInstance());
        answer.onCompleted();
    }

    /**
     * With time to end the processes go first, then the network that they end with; without any, both at the same time.
     *
     * @param grace of an executable, by its own
     */
    private void stop(Pod pod, UnaryOperator<Duration> grace) {
        Runnable stopCells = () -> cells.stopAllOf(pod.spec().name().path(), grace);
        if (grace.apply(Grace.STANDARD).isZero()) {
            pod.stopAtOnce(stopCells);
        } else {
            stopCells.run();
            pod.stop(Duration.ZERO);
        }
    }

    @Override
    public void free(PodServiceFreeRequest request, StreamObserver<PodServiceFreeResponse> answer) {
        ResourceName name = ResourceName.top(request.getName());
        pods.find(name).ifPresent(pod -> {
            stop(pod, own -> Duration.ZERO);
            cells.freeAllOf(name.path(), () -> pods.free(pod));
        });
        if (pods.isDamaged(name)) {
            cells.freeAllOf(name.path(), () -> pods.freeDamaged(name));
        }
        answer.onNext(PodServiceFreeResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void list(PodServiceListRequest request, StreamObserver<PodServiceListResponse> answer) {
        PodServiceListResponse.Builder response = PodServiceListResponse.newBuilder();
        Optional.of(request.getName())
                .filter(name -> !name.isEmpty())
                .map(name -> pods.find(ResourceName.top(name)).stream().toList())
                .orElseGet(pods::list)
                .forEach(pod -> response.addPods(PodMessages.status(pod)));
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void stats(PodServiceStatsRequest request, StreamObserver<PodServiceStatsResponse> answer) {
        StatsQuery query = StatsQuery.of(request.getPartsList(), false, request.getSpecification());
        PodStatistics statistics = new PodStatistics(cells.statistics(), query);
        String name = request.getName();
        List<Pod> asked = name.isEmpty() ? pods.list() : List.of(pods.get(ResourceName.top(name)));
        answer.onNext(PodServiceStatsResponse.newBuilder()
                .addAllPods(asked.parallelStream()
                        .flatMap(pod -> statistics.of(pod).stream())
                        .toList())
                .build());
        answer.onCompleted();
    }
}
