// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.ByteString;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceAllocateResponse;
import io.aurae.proto.cells.v0.CellServiceAttachRequest;
import io.aurae.proto.cells.v0.CellServiceAttachResponse;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.cells.v0.CellServiceFreeResponse;
import io.aurae.proto.cells.v0.CellServiceFreezeRequest;
import io.aurae.proto.cells.v0.CellServiceFreezeResponse;
import io.aurae.proto.cells.v0.CellServiceGrpc.CellServiceImplBase;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.cells.v0.CellServiceListResponse;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.aurae.proto.cells.v0.CellServiceProcessesRequest;
import io.aurae.proto.cells.v0.CellServiceProcessesResponse;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.CellServiceStartResponse;
import io.aurae.proto.cells.v0.CellServiceStatsRequest;
import io.aurae.proto.cells.v0.CellServiceStatsResponse;
import io.aurae.proto.cells.v0.CellServiceStopRequest;
import io.aurae.proto.cells.v0.CellServiceStopResponse;
import io.aurae.proto.cells.v0.CellServiceThawRequest;
import io.aurae.proto.cells.v0.CellServiceThawResponse;
import io.aurae.proto.cells.v0.CellServiceUpdateRequest;
import io.aurae.proto.cells.v0.CellServiceUpdateResponse;
import io.aurae.proto.cells.v0.CellServiceWaitRequest;
import io.aurae.proto.cells.v0.CellServiceWaitResponse;
import io.aurae.proto.cells.v0.CellStats;
import io.aurae.proto.cells.v0.CpuUsage;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.MemoryUsage;
import io.aurae.proto.cells.v0.PidsUsage;
import io.aurae.proto.cells.v0.ProcessStatus;
import io.aurae.proto.cells.v0.Usage;
import io.aurae.rpc.StreamCall;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Cells whose executables are {@link FakeProcess}es. */
final class FakeCells extends CellServiceImplBase {
    final Map<String, Cell> cells = new ConcurrentSkipListMap<>();
    final Map<String, FakeProcess> processes = new ConcurrentSkipListMap<>();

    /** What was made and ended, in its order. */
    final List<String> order = new CopyOnWriteArrayList<>();

    void endAllIn(String pod) {
        processes.forEach((key, process) -> {
            if (key.startsWith(pod + "/")) {
                process.end(143);
            }
        });
    }

    void removeAllIn(String name) {
        cells.keySet().removeIf(cell -> cell.equals(name) || cell.startsWith(name + "/"));
        processes.keySet().removeIf(key -> key.startsWith(name + ":") || key.startsWith(name + "/"));
    }

    @Override
    public void allocate(CellServiceAllocateRequest request, StreamObserver<CellServiceAllocateResponse> responses) {
        cells.put(request.getCell().getName(), request.getCell());
        order.add("allocate " + request.getCell().getName());
        respond(
                responses,
                CellServiceAllocateResponse.newBuilder()
                        .setCellName(request.getCell().getName())
                        .build());
    }

    @Override
    public void update(CellServiceUpdateRequest request, StreamObserver<CellServiceUpdateResponse> responses) {
        Cell changed = cells.computeIfPresent(
                request.getCellName(),
                (name, cell) -> cell.toBuilder()
                        .mergeCpu(request.getCpu())
                        .mergeMemory(request.getMemory())
                        .mergePids(request.getPids())
                        .mergeIo(request.getIo())
                        .build());
        respond(
                responses,
                CellServiceUpdateResponse.newBuilder().setCell(changed).build());
    }

    @Override
    public void freeze(CellServiceFreezeRequest request, StreamObserver<CellServiceFreezeResponse> responses) {
        cells.computeIfPresent(
                request.getCellName(),
                (name, cell) -> cell.toBuilder().setFrozen(true).build());
        respond(responses, CellServiceFreezeResponse.getDefaultInstance());
    }

    @Override
    public void thaw(CellServiceThawRequest request, StreamObserver<CellServiceThawResponse> responses) {
        cells.computeIfPresent(
                request.getCellName(),
                (name, cell) -> cell.toBuilder().setFrozen(false).build());
        respond(responses, CellServiceThawResponse.getDefaultInstance());
    }

    @Override
    public void stats(CellServiceStatsRequest request, StreamObserver<CellServiceStatsResponse> responses) {
        CellServiceStatsResponse.Builder response = CellServiceStatsResponse.newBuilder();
        cells.keySet().stream()
                .filter(name -> name.startsWith(request.getCellName()))
                .forEach(name -> response.addCells(CellStats.newBuilder()
                        .setCellName(name)
                        .setUsage(Usage.newBuilder()
                                .setCpu(CpuUsage.newBuilder().setUsageNanos(1_500_000_000))
                                .setMemory(MemoryUsage.newBuilder().setWorkingSet(2_000_000))
                                .setPids(PidsUsage.newBuilder().setCurrent(3)))));
        respond(responses, response.build());
    }

    @Override
    public void processes(CellServiceProcessesRequest request, StreamObserver<CellServiceProcessesResponse> responses) {
        respond(
                responses,
                CellServiceProcessesResponse.newBuilder()
                        .addProcesses(ProcessStatus.newBuilder()
                                .setPid(42)
                                .setUser("www")
                                .setState("S")
                                .setCpuNanos(20_000_000)
                                .setRss(1_000_000)
                                .setExecutableName("nginx")
                                .addArgs("nginx")
                                .addArgs("evil\u001b[2J"))
                        .build());
    }

    @Override
    public void start(CellServiceStartRequest request, StreamObserver<CellServiceStartResponse> responses) {
        Executable asked = request.getExecutable();
        Cell cell = cells.get(request.getCellName());
        Executable executable = asked.getArgsCount() == 0 ? cell.getMain() : asked;
        if (executable.getArgsList().contains("/bin/nope")) {
            responses.onError(Status.INVALID_ARGUMENT
                    .withDescription("program '/bin/nope' (expected: one that is there)")
                    .asRuntimeException());
            return;
        }
        if (cell.getMountsList().stream().anyMatch(mount -> mount.getSource().equals("/nope"))) {
            responses.onError(Status.INVALID_ARGUMENT
                    .withDescription("mount source '/nope': no such file or directory")
                    .asRuntimeException());
            return;
        }
        processes.put(request.getCellName() + ":" + executable.getName(), new FakeProcess(executable));
        order.add("start " + request.getCellName() + ":" + executable.getName());
        respond(responses, CellServiceStartResponse.newBuilder().setPid(42).build());
    }

    @Override
    public void stop(CellServiceStopRequest request, StreamObserver<CellServiceStopResponse> responses) {
        process(request.getCellName(), request.getExecutableName()).end(143);
        respond(responses, CellServiceStopResponse.getDefaultInstance());
    }

    @Override
    public void free(CellServiceFreeRequest request, StreamObserver<CellServiceFreeResponse> responses) {
        removeAllIn(request.getCellName());
        order.add("free " + request.getCellName());
        respond(responses, CellServiceFreeResponse.getDefaultInstance());
    }

    @Override
    public void list(CellServiceListRequest request, StreamObserver<CellServiceListResponse> responses) {
        CellServiceListResponse.Builder response = CellServiceListResponse.newBuilder();
        cells.forEach((name, cell) -> response.addCells(node(name, cell)));
        respond(responses, response.build());
    }

    private CellGraphNode node(String name, Cell cell) {
        CellGraphNode.Builder node = CellGraphNode.newBuilder().setCell(cell);
        processes.forEach((key, process) -> {
            if (key.startsWith(name + ":")) {
                node.addExecutables(process.status());
            }
        });
        return node.build();
    }

    @Override
    public void wait(CellServiceWaitRequest request, StreamObserver<CellServiceWaitResponse> responses) {
        FakeProcess process = process(request.getCellName(), request.getExecutableName());
        process.awaitEnd();
        respond(
                responses,
                CellServiceWaitResponse.newBuilder().setStatus(process.status()).build());
    }

    @Override
    public void logs(CellServiceLogsRequest request, StreamObserver<CellServiceLogsResponse> responses) {
        FakeProcess process = process(request.getCellName(), request.getExecutableName());
        StreamCall.respond(responses, call -> process.readLog(request.getFollow(), call::send));
    }

    @Override
    public StreamObserver<CellServiceAttachRequest> attach(StreamObserver<CellServiceAttachResponse> responses) {
        return StreamCall.converse(responses, call -> {
            var start = call.receive().orElseThrow().getStart();
            FakeProcess process = process(start.getCellName(), start.getExecutableName());
            Optional<CellServiceAttachRequest> request = call.receive();
            while (request.isPresent()) {
                process.write(request.get().getStdin());
                request = call.receive();
            }
            process.end(0);
        });
    }

    @Override
    public StreamObserver<CellServiceExecRequest> exec(StreamObserver<CellServiceExecResponse> responses) {
        return StreamCall.converse(responses, call -> {
            var start = call.receive().orElseThrow().getStart();
            if (start.getArgs(0).equals("/bin/nope")) {
                throw Status.INVALID_ARGUMENT
                        .withDescription("program '/bin/nope'")
                        .asRuntimeException();
            }
            String words = String.join(" ", start.getArgsList());
            call.send(CellServiceExecResponse.newBuilder()
                    .setStdout(ByteString.copyFromUtf8(words + "\n"))
                    .build());
            while (start.getStdin()) {
                var request = call.receive().orElseThrow();
                if (request.getStdinEnd()) {
                    break;
                }
                call.send(CellServiceExecResponse.newBuilder()
                        .setStderr(request.getStdin())
                        .build());
            }
            call.send(CellServiceExecResponse.newBuilder().setExitCode(7).build());
        });
    }

    private FakeProcess process(String cell, String executable) {
        FakeProcess process = processes.get(cell + ":" + executable);
        if (process == null) {
            throw Status.NOT_FOUND
                    .withDescription("no executable '" + executable + "' in '" + cell + "'")
                    .asRuntimeException();
        }
        return process;
    }

    private static <T> void respond(StreamObserver<T> responses, T response) {
        responses.onNext(response);
        responses.onCompleted();
    }
}
