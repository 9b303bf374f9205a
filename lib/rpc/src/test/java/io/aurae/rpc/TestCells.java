// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceAllocateResponse;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cell service whose methods do what a test says. */
final class TestCells extends CellServiceGrpc.CellServiceImplBase {
    /** Answers a unary call, or throws. */
    interface Allocation {
        CellServiceAllocateResponse answer(CellServiceAllocateRequest request) throws Exception;
    }

    final List<Caller> callers = new CopyOnWriteArrayList<>();
    volatile Allocation allocation = request -> CellServiceAllocateResponse.newBuilder()
            .setCellName(request.getCell().getName())
            .build();
    volatile StreamCall.Body<Void, CellServiceLogsResponse> logs = call -> {};
    volatile StreamCall.Body<CellServiceExecRequest, CellServiceExecResponse> exec = call -> {};
    volatile CellServiceLogsRequest logsRequest = CellServiceLogsRequest.getDefaultInstance();

    @Override
    public void allocate(CellServiceAllocateRequest request, StreamObserver<CellServiceAllocateResponse> responses) {
        callers.add(Caller.current());
        try {
            responses.onNext(allocation.answer(request));
            responses.onCompleted();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            responses.onError(e);
        }
    }

    @Override
    public void logs(CellServiceLogsRequest request, StreamObserver<CellServiceLogsResponse> responses) {
        logsRequest = request;
        StreamCall.respond(responses, logs);
    }

    @Override
    public StreamObserver<CellServiceExecRequest> exec(StreamObserver<CellServiceExecResponse> responses) {
        return StreamCall.converse(responses, exec);
    }
}
