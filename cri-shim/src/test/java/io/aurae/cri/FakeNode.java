// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceAllocateResponse;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.cells.v0.CellServiceFreeResponse;
import io.aurae.proto.cells.v0.CellServiceGrpc.CellServiceImplBase;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.cells.v0.CellServiceListResponse;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.CellServiceStartResponse;
import io.aurae.proto.cells.v0.CellServiceStatsRequest;
import io.aurae.proto.cells.v0.CellServiceStatsResponse;
import io.aurae.proto.cells.v0.CellServiceStopRequest;
import io.aurae.proto.cells.v0.CellServiceStopResponse;
import io.aurae.proto.cells.v0.CellServiceUpdateRequest;
import io.aurae.proto.cells.v0.CellServiceUpdateResponse;
import io.aurae.proto.cells.v0.CellStats;
import io.aurae.proto.cells.v0.CpuUsage;
import io.aurae.proto.cells.v0.DiskUsage;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.cells.v0.InterfaceUsage;
import io.aurae.proto.cells.v0.MemoryUsage;
import io.aurae.proto.cells.v0.PidsUsage;
import io.aurae.proto.cells.v0.Pressure;
import io.aurae.proto.cells.v0.ResourcePressure;
import io.aurae.proto.cells.v0.Stall;
import io.aurae.proto.cells.v0.Usage;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.discovery.v0.DiscoverResponse;
import io.aurae.proto.discovery.v0.DiscoveryServiceGrpc.DiscoveryServiceImplBase;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.aurae.proto.pods.v0.PodServiceAllocateResponse;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceFreeResponse;
import io.aurae.proto.pods.v0.PodServiceGrpc.PodServiceImplBase;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodServiceListResponse;
import io.aurae.proto.pods.v0.PodServiceStartRequest;
import io.aurae.proto.pods.v0.PodServiceStartResponse;
import io.aurae.proto.pods.v0.PodServiceStatsRequest;
import io.aurae.proto.pods.v0.PodServiceStatsResponse;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import io.aurae.proto.pods.v0.PodServiceStopResponse;
import io.aurae.proto.pods.v0.PodState;
import io.aurae.proto.pods.v0.PodStats;
import io.aurae.proto.pods.v0.PodStatus;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A node in memory: keeps pods, cells and images as the standard library promises, and runs nothing. */
final class FakeNode {
    static final Usage USAGE = Usage.newBuilder()
            .setReadAt(Timestamp.newBuilder().setSeconds(7))
            .setCpu(CpuUsage.newBuilder().setUsageNanos(5_000).setUsageNanoCores(250))
            .setMemory(MemoryUsage.newBuilder()
                    .setUsage(900)
                    .setWorkingSet(600)
                    .setLimit(1000)
                    .setSwap(3))
            .setPids(PidsUsage.newBuilder().setCurrent(4))
            .setDisk(DiskUsage.newBuilder()
                    .setBytes(8192)
                    .setInodes(2)
                    .setCountedAt(Timestamp.newBuilder().setSeconds(6))
                    .setDirectory("/layers"))
            .setPressure(Pressure.newBuilder()
                    .setCpu(ResourcePressure.newBuilder()
                            .setSome(Stall.newBuilder().setAvg10(1.5).setTotalMicros(42))))
            .build();

    final Map<String, PodStatus> pods = new ConcurrentSkipListMap<>();
    final Map<String, CellGraphNode> cells = new ConcurrentSkipListMap<>();
    final FakeImages images = new FakeImages();

    /** When set, no pod can start: a network plugin fails. */
    volatile boolean networkBroken;

    /** How often cells were asked for. */
    final AtomicInteger lists = new AtomicInteger();

    /** The last request that started a stop of an executable. */
    volatile CellServiceStopRequest lastStop = CellServiceStopRequest.getDefaultInstance();

    List<BindableService> services() {
        return List.of(new Pods(), new Cells(), images, new Discovery());
    }

    /** Ends a container's process. */
    void end(String cell, int exitCode) {
        become(cell, ExecutableState.EXECUTABLE_STATE_EXITED, exitCode);
    }

    /** The same figures for every cell. */
    private List<CellStats> statsOf(String within) {
        return cells.values().stream()
                .filter(node -> node.getCell().getName().startsWith(within))
                .map(node -> CellStats.newBuilder()
                        .setCellName(node.getCell().getName())
                        .setCell(node.getCell())
                        .setUsage(USAGE)
                        .build())
                .toList();
    }

    private void become(String cell, ExecutableState state, int exitCode) {
        cells.computeIfPresent(
                cell,
                (name, node) -> node.toBuilder()
                        .setExecutables(
                                0,
                                node.getExecutables(0).toBuilder()
                                        .setState(state)
                                        .setExitCode(exitCode))
                        .build());
    }

    private static Timestamp now() {
        return Timestamp.newBuilder()
                .setSeconds(System.currentTimeMillis() / 1000)
                .build();
    }

    static <T> void answer(StreamObserver<T> caller, T answer) {
        caller.onNext(answer);
        caller.onCompleted();
    }

    private final class Pods extends PodServiceImplBase {
        @Override
        public void stats(PodServiceStatsRequest request, StreamObserver<PodServiceStatsResponse> caller) {
            PodServiceStatsResponse.Builder response = PodServiceStatsResponse.newBuilder();
            pods.values().stream()
                    .filter(pod -> request.getName().isEmpty()
                            || pod.getPod().getName().equals(request.getName()))
                    .forEach(pod -> response.addPods(PodStats.newBuilder()
                            .setName(pod.getPod().getName())
                            .setPod(pod.getPod())
                            .setUsage(USAGE)
                            .addInterfaces(InterfaceUsage.newBuilder()
                                    .setName("eth0")
                                    .setReceiveBytes(11)
                                    .setTransmitErrors(2))
                            .addAllCells(statsOf(pod.getPod().getName() + "/"))));
            answer(caller, response.build());
        }

        @Override
        public void allocate(PodServiceAllocateRequest request, StreamObserver<PodServiceAllocateResponse> caller) {
            Pod pod = request.getPod();
            PodStatus status = pods.computeIfAbsent(
                    pod.getName(),
                    name -> PodStatus.newBuilder()
                            .setPod(pod)
                            .setState(PodState.POD_STATE_ALLOCATED)
                            .setCreatedAt(now())
                            .build());
            if (!status.getPod().equals(pod)) {
                throw Status.ALREADY_EXISTS.withDescription("pod differs").asRuntimeException();
            }
            answer(
                    caller,
                    PodServiceAllocateResponse.newBuilder().setStatus(status).build());
        }

        @Override
        public void start(PodServiceStartRequest request, StreamObserver<PodServiceStartResponse> caller) {
            if (networkBroken) {
                throw Status.UNAVAILABLE
                        .withDescription("plugin 'bridge' failed")
                        .asRuntimeException();
            }
            pods.computeIfPresent(
                    request.getName(),
                    (name, pod) -> pod.toBuilder()
                            .setState(PodState.POD_STATE_RUNNING)
                            .addIps("10.0.0.7")
                            .addIps("fd00::7")
                            .setPid(4711)
                            .build());
            answer(caller, PodServiceStartResponse.getDefaultInstance());
        }

        @Override
        public void stop(PodServiceStopRequest request, StreamObserver<PodServiceStopResponse> caller) {
            pods.computeIfPresent(
                    request.getName(),
                    (name, pod) -> pod.toBuilder()
                            .setState(PodState.POD_STATE_STOPPED)
                            .clearIps()
                            .build());
            answer(caller, PodServiceStopResponse.getDefaultInstance());
        }

        @Override
        public void free(PodServiceFreeRequest request, StreamObserver<PodServiceFreeResponse> caller) {
            pods.remove(request.getName());
            cells.keySet().removeIf(cell -> cell.startsWith(request.getName() + "/"));
            answer(caller, PodServiceFreeResponse.getDefaultInstance());
        }

        @Override
        public void list(PodServiceListRequest request, StreamObserver<PodServiceListResponse> caller) {
            Stream<PodStatus> asked = pods.values().stream()
                    .filter(pod -> request.getName().isEmpty()
                            || pod.getPod().getName().equals(request.getName()));
            answer(
                    caller,
                    PodServiceListResponse.newBuilder()
                            .addAllPods(asked.toList())
                            .build());
        }
    }

    private void requireRunning(String name) {
        PodStatus pod = pods.get(name);
        if (pod == null) {
            throw Status.NOT_FOUND.withDescription("parent not found").asRuntimeException();
        }
        if (pod.getState() != PodState.POD_STATE_RUNNING) {
            throw Status.FAILED_PRECONDITION.withDescription("pod does not run").asRuntimeException();
        }
    }

    private final class Cells extends CellServiceImplBase {
        @Override
        public void allocate(CellServiceAllocateRequest request, StreamObserver<CellServiceAllocateResponse> caller) {
            if (request.getWhereItCanRun()) {
                requireRunning(request.getCell().getName().split("/", 2)[0]);
            }
            if (!images.byId.containsKey(request.getCell().getRoot().getImage())) {
                throw Status.NOT_FOUND
                        .withDescription("image not found on this node")
                        .asRuntimeException();
            }
            Cell cell = request.getCell().toBuilder().setCreatedAt(now()).build();
            Cell held = cell.toBuilder()
                    .setRoot(
                            cell.getRoot().toBuilder().setImageId(cell.getRoot().getImage()))
                    .build();
            cells.putIfAbsent(
                    cell.getName(),
                    CellGraphNode.newBuilder()
                            .setCell(held)
                            .addExecutables(ExecutableStatus.newBuilder()
                                    .setExecutable(cell.getMain())
                                    .setLogPath(cell.getMain().getLogPath())
                                    .setState(ExecutableState.EXECUTABLE_STATE_CREATED))
                            .build());
            answer(
                    caller,
                    CellServiceAllocateResponse.newBuilder()
                            .setCellName(cell.getName())
                            .build());
        }

        @Override
        public void start(CellServiceStartRequest request, StreamObserver<CellServiceStartResponse> caller) {
            CellGraphNode cell = cells.get(request.getCellName());
            if (cell == null) {
                throw Status.NOT_FOUND.withDescription("cell not found").asRuntimeException();
            }
            boolean ended = cell.getExecutables(0).getState() == ExecutableState.EXECUTABLE_STATE_EXITED;
            if (request.getFirstTime() && ended) {
                throw Status.FAILED_PRECONDITION
                        .withDescription("executable was started before")
                        .asRuntimeException();
            }
            become(request.getCellName(), ExecutableState.EXECUTABLE_STATE_RUNNING, 0);
            answer(caller, CellServiceStartResponse.newBuilder().setPid(4712).build());
        }

        @Override
        public void stop(CellServiceStopRequest request, StreamObserver<CellServiceStopResponse> caller) {
            lastStop = request;
            end(request.getCellName(), 143);
            answer(caller, CellServiceStopResponse.getDefaultInstance());
        }

        @Override
        public void free(CellServiceFreeRequest request, StreamObserver<CellServiceFreeResponse> caller) {
            cells.remove(request.getCellName());
            answer(caller, CellServiceFreeResponse.getDefaultInstance());
        }

        /** Cells of one pod come as children of one node that is no cell of the shim. */
        @Override
        public void list(CellServiceListRequest request, StreamObserver<CellServiceListResponse> caller) {
            lists.incrementAndGet();
            String name = request.getCellName();
            Map<String, CellGraphNode.Builder> parents = new TreeMap<>();
            cells.forEach((cell, node) -> {
                if (name.isEmpty() || cell.equals(name) || cell.startsWith(name + "/")) {
                    parents.computeIfAbsent(
                                    cell.split("/", 2)[0],
                                    parent -> CellGraphNode.newBuilder()
                                            .setCell(Cell.newBuilder().setName(parent)))
                            .addChildren(node);
                }
            });
            if (!name.isEmpty() && parents.isEmpty()) {
                throw Status.NOT_FOUND
                        .withDescription("cell '" + name + "' does not exist")
                        .asRuntimeException();
            }
            CellServiceListResponse.Builder answer = CellServiceListResponse.newBuilder();
            parents.values().forEach(answer::addCells);
            answer(caller, answer.build());
        }

        /** Every command writes its arguments to one stream and a sigh to the other, and ends with the number of its arguments. */
        private boolean runs(String cell) {
            return Optional.ofNullable(cells.get(cell)).stream()
                    .flatMap(node -> node.getExecutablesList().stream())
                    .anyMatch(main -> main.getState() == ExecutableState.EXECUTABLE_STATE_RUNNING);
        }

        @Override
        public void update(CellServiceUpdateRequest request, StreamObserver<CellServiceUpdateResponse> caller) {
            CellGraphNode changed = cells.computeIfPresent(
                    request.getCellName(),
                    (name, node) -> node.toBuilder()
                            .setCell(node.getCell().toBuilder().setMemory(request.getMemory()))
                            .build());
            if (changed == null) {
                caller.onError(Status.NOT_FOUND.asRuntimeException());
                return;
            }
            answer(
                    caller,
                    CellServiceUpdateResponse.newBuilder()
                            .setCell(changed.getCell())
                            .build());
        }

        @Override
        public void stats(CellServiceStatsRequest request, StreamObserver<CellServiceStatsResponse> caller) {
            answer(
                    caller,
                    CellServiceStatsResponse.newBuilder()
                            .addAllCells(statsOf(request.getCellName()))
                            .build());
        }

        @Override
        public StreamObserver<CellServiceExecRequest> exec(StreamObserver<CellServiceExecResponse> caller) {
            return new StreamObserver<>() {
                @Override
                public void onNext(CellServiceExecRequest request) {
                    if (!runs(request.getStart().getCellName())) {
                        caller.onError(Status.FAILED_PRECONDITION
                                .withDescription("executable 'main' does not run")
                                .asRuntimeException());
                        return;
                    }
                    List<String> args = request.getStart().getArgsList();
                    ByteString line = ByteString.copyFromUtf8(String.join(" ", args));
                    caller.onNext(
                            CellServiceExecResponse.newBuilder().setStdout(line).build());
                    caller.onNext(CellServiceExecResponse.newBuilder()
                            .setStderr(ByteString.copyFromUtf8("sigh"))
                            .build());
                    caller.onNext(CellServiceExecResponse.newBuilder()
                            .setExitCode(args.size())
                            .build());
                    caller.onCompleted();
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {}
            };
        }
    }

    private static final class Discovery extends DiscoveryServiceImplBase {
        @Override
        public void discover(DiscoverRequest request, StreamObserver<DiscoverResponse> caller) {
            answer(
                    caller,
                    DiscoverResponse.newBuilder()
                            .setHealthy(true)
                            .setVersion("0.1.0")
                            .build());
        }
    }
}
