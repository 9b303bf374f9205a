// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.Timestamp;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.aurae.proto.pods.v0.PodServiceAllocateResponse;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceFreeResponse;
import io.aurae.proto.pods.v0.PodServiceGrpc.PodServiceImplBase;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodServiceListResponse;
import io.aurae.proto.pods.v0.PodServiceStartRequest;
import io.aurae.proto.pods.v0.PodServiceStartResponse;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import io.aurae.proto.pods.v0.PodServiceStopResponse;
import io.aurae.proto.pods.v0.PodState;
import io.aurae.proto.pods.v0.PodStatus;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Pods that are nothing but their status. */
final class FakePods extends PodServiceImplBase {
    final Map<String, PodStatus> pods = new ConcurrentSkipListMap<>();
    /** How many answers to allocations get lost, as when the daemon is killed before it could give them. */
    final AtomicInteger lostAnswers = new AtomicInteger();

    private final FakeCells cells;

    FakePods(FakeCells cells) {
        this.cells = cells;
    }

    @Override
    public void allocate(PodServiceAllocateRequest request, StreamObserver<PodServiceAllocateResponse> responses) {
        String name = request.getPod().getName();
        PodStatus present = pods.get(name);
        if (present != null && !present.getPod().equals(request.getPod())) {
            responses.onError(Status.ALREADY_EXISTS
                    .withDescription("pod '" + name + "' exists and differs")
                    .asRuntimeException());
            return;
        }
        PodStatus status = PodStatus.newBuilder()
                .setPod(request.getPod())
                .setState(PodState.POD_STATE_ALLOCATED)
                .setCreatedAt(Timestamp.newBuilder().setSeconds(1))
                .build();
        pods.putIfAbsent(name, status);
        if (lostAnswers.getAndDecrement() > 0) {
            responses.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        responses.onNext(
                PodServiceAllocateResponse.newBuilder().setStatus(status).build());
        responses.onCompleted();
    }

    @Override
    public void start(PodServiceStartRequest request, StreamObserver<PodServiceStartResponse> responses) {
        PodStatus status = pods.computeIfPresent(
                request.getName(),
                (name, pod) -> pod.toBuilder()
                        .setState(PodState.POD_STATE_RUNNING)
                        .addIps("10.88.0.7")
                        .build());
        responses.onNext(PodServiceStartResponse.newBuilder().setStatus(status).build());
        responses.onCompleted();
    }

    @Override
    public void stop(PodServiceStopRequest request, StreamObserver<PodServiceStopResponse> responses) {
        cells.order.add("stop " + request.getName());
        cells.endAllIn(request.getName());
        pods.computeIfPresent(
                request.getName(),
                (name, pod) -> pod.toBuilder()
                        .setState(PodState.POD_STATE_STOPPED)
                        .clearIps()
                        .build());
        responses.onNext(PodServiceStopResponse.getDefaultInstance());
        responses.onCompleted();
    }

    @Override
    public void free(PodServiceFreeRequest request, StreamObserver<PodServiceFreeResponse> responses) {
        cells.order.add("free " + request.getName());
        cells.endAllIn(request.getName());
        cells.removeAllIn(request.getName());
        pods.remove(request.getName());
        responses.onNext(PodServiceFreeResponse.getDefaultInstance());
        responses.onCompleted();
    }

    @Override
    public void list(PodServiceListRequest request, StreamObserver<PodServiceListResponse> responses) {
        responses.onNext(
                PodServiceListResponse.newBuilder().addAllPods(pods.values()).build());
        responses.onCompleted();
    }
}
