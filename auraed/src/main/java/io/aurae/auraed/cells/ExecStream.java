// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.oci.runtime.ExecProcess;
import io.aurae.oci.runtime.ExecSession;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.ExecStart;
import io.aurae.rpc.StreamCall;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** Connects a caller with a process that runs beside an executable. */
final class ExecStream implements Feed.Session<CellServiceExecRequest> {
    private static final Duration UNLIMITED = Duration.ofDays(3650);

    private final StreamCall<CellServiceExecRequest, CellServiceExecResponse> call;
    private final ExecSession session;
    private final Feed<CellServiceExecRequest> feed;

    private ExecStream(StreamCall<CellServiceExecRequest, CellServiceExecResponse> call, ExecSession session) {
        this.call = call;
        this.session = session;
        this.feed = new Feed<>(call, this);
    }

    static void serve(CellService.Finder finder, StreamCall<CellServiceExecRequest, CellServiceExecResponse> call)
            throws Exception {
        ExecStart start = start(call.receive().orElse(CellServiceExecRequest.getDefaultInstance()));
        Duration limit = limit(start);
        Executable executable = finder.executable(start.hasCellName(), start.getCellName(), start.getExecutableName());
        try (ExecSession session = executable.exec(process(start))) {
            call.onCancel(session::kill);
            new ExecStream(call, session).run(start, limit);
        }
    }

    private static ExecStart start(CellServiceExecRequest first) {
        if (!first.hasStart()) {
            throw ResourceException.invalid(
                    "exec: the first message is '" + first.getMessageCase() + "' (expected: start)");
        }
        return first.getStart();
    }

    private static ExecProcess process(ExecStart start) {
        if (start.getArgsList().isEmpty()) {
            throw ResourceException.invalid("exec: no args (expected: a program and its arguments)");
        }
        return new ExecProcess(
                start.getArgsList(),
                start.getEnvList(),
                Optional.of(start.getWorkingDirectory()).filter(path -> !path.isEmpty()),
                start.getTerminal(),
                start.hasSize() ? Optional.of(TerminalSizes.parse(start.getSize())) : Optional.empty(),
                start.getStdin(),
                true);
    }

    private void run(ExecStart start, Duration limit) throws Exception {
        Pump stdout = pump("exec-stdout", session.stdout(), CellServiceExecResponse.Builder::setStdout);
        Pump stderr = pump("exec-stderr", session.stderr(), CellServiceExecResponse.Builder::setStderr);
        Thread stdin = feeder(start);
        try {
            OptionalInt code = session.waitFor(limit);
            if (code.isEmpty()) {
                throw new CellException.ExecTimedOut(start.getExecutableName(), limit);
            }
            stdout.finish();
            stderr.finish();
            feed.requireSound();
            call.send(response().setExitCode(code.getAsInt()).build());
        } finally {
            stdin.interrupt();
        }
    }

    private static Duration limit(ExecStart start) {
        if (!start.hasTimeout()) {
            return UNLIMITED;
        }
        var timeout = start.getTimeout();
        if (!Durations.isValid(timeout)
                || Durations.isNegative(timeout)
                || timeout.getSeconds() > UNLIMITED.toSeconds()) {
            throw ResourceException.invalid("exec: timeout '" + timeout.getSeconds() + " s' (expected: 0 s to "
                    + UNLIMITED.toSeconds() + " s)");
        }
        return Duration.ofSeconds(timeout.getSeconds(), timeout.getNanos());
    }

    private static CellServiceExecResponse.Builder response() {
        return CellServiceExecResponse.newBuilder();
    }

    private Pump pump(String name, InputStream from, BiConsumer<CellServiceExecResponse.Builder, ByteString> put) {
        return Pump.start(
                name,
                from,
                data -> {
                    CellServiceExecResponse.Builder response = response();
                    put.accept(response, data);
                    call.send(response.build());
                },
                session::kill); // the process has nobody left to write to
    }

    /** Writing to a process, or resizing its terminal, would hold a virtual thread's carrier; where there is neither, one is enough. */
    private Thread feeder(ExecStart start) {
        boolean writes = start.getStdin() || start.getTerminal();
        Thread.Builder thread = writes ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        return thread.name("exec-stdin").start(feed::run);
    }

    @Override
    public void take(CellServiceExecRequest request) throws IOException {
        switch (request.getMessageCase()) {
            case STDIN -> {
                request.getStdin().writeTo(session.stdin());
                session.stdin().flush();
            }
            case RESIZE -> session.resize(TerminalSizes.parse(request.getResize()));
            case STDIN_END -> session.stdin().close();
            case START -> throw ResourceException.invalid("exec: another 'start' (expected: one, first of all)");
            case MESSAGE_NOT_SET -> {}
        }
    }

    @Override
    public void endInput() throws IOException {
        session.stdin().close();
    }

    @Override
    public void abort() {
        session.kill();
    }
}
