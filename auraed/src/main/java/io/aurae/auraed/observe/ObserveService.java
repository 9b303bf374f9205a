// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.observe;

import io.aurae.auraed.executables.Executable;
import io.aurae.proto.observe.v0.GetAuraeDaemonLogStreamRequest;
import io.aurae.proto.observe.v0.GetAuraeDaemonLogStreamResponse;
import io.aurae.proto.observe.v0.GetPosixSignalsStreamRequest;
import io.aurae.proto.observe.v0.GetPosixSignalsStreamResponse;
import io.aurae.proto.observe.v0.GetSubProcessStreamRequest;
import io.aurae.proto.observe.v0.GetSubProcessStreamResponse;
import io.aurae.proto.observe.v0.ObserveServiceGrpc;
import io.aurae.rpc.StreamCall;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.IntFunction;

/** Adapts the calls of {@code aurae.observe.v0}: parse, act, answer. */
public final class ObserveService extends ObserveServiceGrpc.ObserveServiceImplBase {
    private final DaemonLog log;
    private final IntFunction<Optional<Executable>> processes;

    /** @param processes finds what runs by its pid */
    public ObserveService(DaemonLog log, IntFunction<Optional<Executable>> processes) {
        this.log = log;
        this.processes = processes;
    }

    @Override
    public void getAuraeDaemonLogStream(
            GetAuraeDaemonLogStreamRequest request, StreamObserver<GetAuraeDaemonLogStreamResponse> answer) {
        long from = request.getFromStart() ? log.beforeFirst() : log.last();
        StreamCall.<GetAuraeDaemonLogStreamResponse>respond(
                answer, call -> new DaemonLogStream(log, call).run(from, !request.getNoFollow()));
    }

    @Override
    public void getSubProcessStream(
            GetSubProcessStreamRequest request, StreamObserver<GetSubProcessStreamResponse> answer) {
        int pid = request.getProcessId();
        if (pid < 1) {
            throw new ObserveException.Invalid("process id '" + pid + "' (expected: 1 or greater)");
        }
        Executable executable = processes.apply(pid).orElseThrow(() -> new ObserveException.NoProcess(pid));
        ProcessStream stream = ProcessStream.of(executable, request);
        StreamCall.<GetSubProcessStreamResponse>respond(answer, stream::run);
    }

    @Override
    public void getPosixSignalsStream(
            GetPosixSignalsStreamRequest request, StreamObserver<GetPosixSignalsStreamResponse> answer) {
        throw new ObserveException.Unimplemented();
    }
}
