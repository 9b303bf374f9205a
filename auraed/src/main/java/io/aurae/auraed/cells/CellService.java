// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.resource.Grace;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.linux.Signal;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceAllocateResponse;
import io.aurae.proto.cells.v0.CellServiceAttachRequest;
import io.aurae.proto.cells.v0.CellServiceAttachResponse;
import io.aurae.proto.cells.v0.CellServiceCopyInRequest;
import io.aurae.proto.cells.v0.CellServiceCopyInResponse;
import io.aurae.proto.cells.v0.CellServiceCopyOutRequest;
import io.aurae.proto.cells.v0.CellServiceCopyOutResponse;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.CellServiceFreeRequest;
import io.aurae.proto.cells.v0.CellServiceFreeResponse;
import io.aurae.proto.cells.v0.CellServiceFreezeRequest;
import io.aurae.proto.cells.v0.CellServiceFreezeResponse;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.cells.v0.CellServiceListResponse;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.aurae.proto.cells.v0.CellServiceProcessesRequest;
import io.aurae.proto.cells.v0.CellServiceProcessesResponse;
import io.aurae.proto.cells.v0.CellServiceRemoveRequest;
import io.aurae.proto.cells.v0.CellServiceRemoveResponse;
import io.aurae.proto.cells.v0.CellServiceReopenLogRequest;
import io.aurae.proto.cells.v0.CellServiceReopenLogResponse;
import io.aurae.proto.cells.v0.CellServiceSignalRequest;
import io.aurae.proto.cells.v0.CellServiceSignalResponse;
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
import io.aurae.proto.cells.v0.CopyInStart;
import io.aurae.rpc.StreamCall;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;

/** Adapts the calls of {@code aurae.cells.v0}: parse, act, answer. What each call promises is said in its proto file. */
public final class CellService extends CellServiceGrpc.CellServiceImplBase {
    private final Cells cells;
    private final Executables rootCell;
    private final boolean cgroupV2;

    /**
     * @param rootCell the node's own, for executables that are started without a cell
     * @param cgroupV2 whether limits are held by cgroup v2 alone
     */
    public CellService(Cells cells, Executables rootCell, boolean cgroupV2) {
        this.cells = cells;
        this.rootCell = rootCell;
        this.cgroupV2 = cgroupV2;
    }

    @Override
    public void allocate(CellServiceAllocateRequest request, StreamObserver<CellServiceAllocateResponse> answer) {
        CellSpec spec = CellRequests.cell(request.getCell());
        if (request.getWhereItCanRun()) {
            cells.requireHomeUp(spec.name());
        }
        Cell cell = cells.allocate(spec);
        answer.onNext(CellServiceAllocateResponse.newBuilder()
                .setCellName(cell.name().path())
                .setCgroupV2(cgroupV2)
                .build());
        answer.onCompleted();
    }

    @Override
    public void free(CellServiceFreeRequest request, StreamObserver<CellServiceFreeResponse> answer) {
        cells.free(new ResourceName(request.getCellName()));
        answer.onNext(CellServiceFreeResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void start(CellServiceStartRequest request, StreamObserver<CellServiceStartResponse> answer) {
        List<ExecutableSpec> asked = ExecutableRequests.of(request);
        Executable started = request.hasCellName()
                ? cells.get(new ResourceName(request.getCellName())).start(asked, request.getFirstTime())
                : rootCell.start(asked, request.getFirstTime());
        answer.onNext(CellServiceStartResponse.newBuilder()
                .setPid(
                        started.state() instanceof Running running
                                ? Math.toIntExact(running.process().pid())
                                : 0)
                .setUid((int) started.facts().uid())
                .setGid((int) started.facts().gid())
                .build());
        answer.onCompleted();
    }

    @Override
    public void stop(CellServiceStopRequest request, StreamObserver<CellServiceStopResponse> answer) {
        var grace = Grace.parse(request.hasGracePeriod(), request.getGracePeriod());
        var name = new ExecutableName(request.getExecutableName());
        Runnable signalled = request.hasCellName() ? thawing(new ResourceName(request.getCellName())) : () -> {};
        executables(request.hasCellName(), request.getCellName()).ifPresent(executables -> {
            if (request.hasGracePeriod()) {
                executables.stop(name, grace, signalled);
            } else {
                executables.stop(name, signalled);
            }
        });
        answer.onNext(CellServiceStopResponse.getDefaultInstance());
        answer.onCompleted();
    }

    /** What is to end must run, but nothing of its own before the signal that asks it to. */
    private Runnable thawing(ResourceName cell) {
        return () -> cells.freezing().thawWith(cell);
    }

    @Override
    public void update(CellServiceUpdateRequest request, StreamObserver<CellServiceUpdateResponse> answer) {
        Cell cell = cells.update(new ResourceName(request.getCellName()), LimitMessages.of(request));
        answer.onNext(CellServiceUpdateResponse.newBuilder()
                .setCell(CellMessages.cell(cell))
                .build());
        answer.onCompleted();
    }

    private Optional<Executables> executables(boolean hasCell, String cell) {
        return hasCell ? cells.find(new ResourceName(cell)).map(Cell::executables) : Optional.of(rootCell);
    }

    @Override
    public void signal(CellServiceSignalRequest request, StreamObserver<CellServiceSignalResponse> answer) {
        Signal signal = Signal.parse(request.getSignal());
        boolean everybody = switch (request.getTarget()) {
            case TARGET_UNSPECIFIED, TARGET_MAIN -> false;
            case TARGET_ALL -> true;
            case UNRECOGNIZED ->
                throw ResourceException.invalid(
                        "signal target '" + request.getTargetValue() + "' (expected: main or all)");
        };
        executable(request.hasCellName(), request.getCellName(), request.getExecutableName())
                .signal(signal, everybody);
        answer.onNext(CellServiceSignalResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void stats(CellServiceStatsRequest request, StreamObserver<CellServiceStatsResponse> answer) {
        StatsQuery query = StatsQuery.of(request.getPartsList(), request.getExecutables(), request.getSpecification());
        String name = request.getCellName();
        answer.onNext(CellServiceStatsResponse.newBuilder()
                .addAllCells(
                        name.isEmpty()
                                ? cells.statistics().all(query)
                                : cells.statistics().below(new ResourceName(name), query))
                .build());
        answer.onCompleted();
    }

    @Override
    public void freeze(CellServiceFreezeRequest request, StreamObserver<CellServiceFreezeResponse> answer) {
        cells.freezing().freeze(new ResourceName(request.getCellName()));
        answer.onNext(CellServiceFreezeResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void thaw(CellServiceThawRequest request, StreamObserver<CellServiceThawResponse> answer) {
        cells.freezing().thaw(new ResourceName(request.getCellName()));
        answer.onNext(CellServiceThawResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void processes(CellServiceProcessesRequest request, StreamObserver<CellServiceProcessesResponse> answer) {
        ResourceName name = new ResourceName(request.getCellName());
        cells.get(name);
        answer.onNext(CellServiceProcessesResponse.newBuilder()
                .addAllProcesses(ProcessTable.of(cells.within(name)))
                .build());
        answer.onCompleted();
    }

    @Override
    public void remove(CellServiceRemoveRequest request, StreamObserver<CellServiceRemoveResponse> answer) {
        ExecutableName name = new ExecutableName(request.getExecutableName());
        executables(request.hasCellName(), request.getCellName()).ifPresent(executables -> executables.remove(name));
        answer.onNext(CellServiceRemoveResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void list(CellServiceListRequest request, StreamObserver<CellServiceListResponse> answer) {
        Optional<ResourceName> within = Optional.of(request.getCellName())
                .filter(name -> !name.isEmpty())
                .map(ResourceName::new);
        CellServiceListResponse.Builder response = CellServiceListResponse.newBuilder();
        if (within.isEmpty() && !rootCell.list().isEmpty()) {
            response.addCells(CellMessages.rootCell(rootCell));
        }
        answer.onNext(
                response.addAllCells(CellMessages.graph(cells.list(), within)).build());
        answer.onCompleted();
    }

    @Override
    public void wait(CellServiceWaitRequest request, StreamObserver<CellServiceWaitResponse> answer) {
        Executable executable = executable(request.hasCellName(), request.getCellName(), request.getExecutableName());
        StreamCall.<CellServiceWaitResponse>respond(answer, call -> {
            Thread waiting = Thread.currentThread();
            call.onCancel(waiting::interrupt);
            executable.awaitExit();
            call.send(CellServiceWaitResponse.newBuilder()
                    .setStatus(ExecutableMessages.status(executable))
                    .build());
        });
    }

    @Override
    public void logs(CellServiceLogsRequest request, StreamObserver<CellServiceLogsResponse> answer) {
        Executable executable = executable(request.hasCellName(), request.getCellName(), request.getExecutableName());
        StreamCall.<CellServiceLogsResponse>respond(answer, call -> LogStream.serve(executable, request, call));
    }

    @Override
    public void reopenLog(CellServiceReopenLogRequest request, StreamObserver<CellServiceReopenLogResponse> answer) {
        executable(request.hasCellName(), request.getCellName(), request.getExecutableName())
                .reopenLog();
        answer.onNext(CellServiceReopenLogResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public StreamObserver<CellServiceExecRequest> exec(StreamObserver<CellServiceExecResponse> answer) {
        return StreamCall.<CellServiceExecRequest, CellServiceExecResponse>converse(
                answer, call -> ExecStream.serve(this::executable, call));
    }

    @Override
    public StreamObserver<CellServiceAttachRequest> attach(StreamObserver<CellServiceAttachResponse> answer) {
        return StreamCall.<CellServiceAttachRequest, CellServiceAttachResponse>converse(
                answer, call -> AttachStream.serve(this::executable, call));
    }

    @Override
    public StreamObserver<CellServiceCopyInRequest> copyIn(StreamObserver<CellServiceCopyInResponse> answer) {
        return StreamCall.<CellServiceCopyInRequest, CellServiceCopyInResponse>converse(answer, call -> {
            CopyInStart start = CopyStream.start(call);
            Optional<Cell> cell = cell(start.hasCellName(), start.getCellName());
            try (CellFiles files = CellFiles.of(cell)) {
                CopyStream.in(files, cells.linux(), start, call);
            }
            cells.recordCopy(cell, "into '" + start.getPath() + "'");
        });
    }

    @Override
    public void copyOut(CellServiceCopyOutRequest request, StreamObserver<CellServiceCopyOutResponse> answer) {
        Optional<Cell> cell = cell(request.hasCellName(), request.getCellName());
        StreamCall.<CellServiceCopyOutResponse>respond(answer, call -> {
            try (CellFiles files = CellFiles.of(cell)) {
                CopyStream.out(files, request, call);
            }
            cells.recordCopy(cell, "out of '" + request.getPath() + "'");
        });
    }

    /** The cell of that name; empty for the node's own. */
    private Optional<Cell> cell(boolean hasCell, String name) {
        return hasCell ? Optional.of(cells.get(new ResourceName(name))) : Optional.empty();
    }

    /** Finds executables for streams. */
    @FunctionalInterface
    interface Finder {
        /** The executable of that name, in that cell or, when none is said, in the node's own. */
        Executable executable(boolean hasCell, String cell, String name);
    }

    private Executable executable(boolean hasCell, String cell, String name) {
        ExecutableName executable = new ExecutableName(name);
        return hasCell ? cells.get(new ResourceName(cell)).executable(executable) : rootCell.get(executable);
    }
}
