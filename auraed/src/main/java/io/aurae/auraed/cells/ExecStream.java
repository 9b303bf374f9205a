// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import com.google.protobuf.ByteString;
import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.oci.runtime.ExecProcess;
import io.aurae.oci.runtime.ExecSession;
import io.aurae.oci.runtime.TerminalSize;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.ExecStart;
import io.aurae.rpc.CallCancelledException;
import io.aurae.rpc.StreamCall;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Connects a caller with a process that runs beside an executable. */
final class ExecStream {
    private static final int CHUNK_BYTES = 32 * 1024;
    private static final Duration UNLIMITED = Duration.ofDays(3650);

    private final StreamCall<CellServiceExecRequest, CellServiceExecResponse> call;
    private final ExecSession session;

    private ExecStream(StreamCall<CellServiceExecRequest, CellServiceExecResponse> call, ExecSession session) {
        this.call = call;
        this.session = session;
    }

    static void serve(CellService.Finder finder, StreamCall<CellServiceExecRequest, CellServiceExecResponse> call)
            throws Exception {
        ExecStart start = call.receive()
                .filter(CellServiceExecRequest::hasStart)
                .map(CellServiceExecRequest::getStart)
                .orElseThrow(() -> ResourceException.invalid("exec: the first message is no start (expected: start)"));
        Executable executable = finder.executable(start.hasCellName(), start.getCellName(), start.getExecutableName());
        try (ExecSession session = executable.exec(process(start))) {
            call.onCancel(session::kill);
            new ExecStream(call, session).run(start);
        }
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
                start.hasSize() ? Optional.of(size(start.getSize())) : Optional.empty(),
                start.getStdin());
    }

    private static TerminalSize size(io.aurae.proto.cells.v0.TerminalSize size) {
        return new TerminalSize(size.getColumns(), size.getRows());
    }

    private void run(ExecStart start) throws Exception {
        // Platform threads: reading a terminal is a native call, which would hold a virtual thread's carrier.
        Thread stdout = pump(
                "exec-stdout",
                session.stdout(),
                data -> response().setStdout(data).build());
        Thread stderr = pump(
                "exec-stderr",
                session.stderr(),
                data -> response().setStderr(data).build());
        Thread stdin = Thread.ofPlatform().daemon().name("exec-stdin").start(this::feed);
        Duration limit = start.hasTimeout()
                ? Duration.ofSeconds(
                        start.getTimeout().getSeconds(), start.getTimeout().getNanos())
                : UNLIMITED;
        OptionalInt code = session.waitFor(limit);
        if (code.isEmpty()) {
            session.kill();
            throw new CellException.ExecTimedOut(start.getExecutableName(), limit);
        }
        stdout.join();
        stderr.join();
        stdin.interrupt();
        call.send(response().setExitCode(code.getAsInt()).build());
    }

    private static CellServiceExecResponse.Builder response() {
        return CellServiceExecResponse.newBuilder();
    }

    private Thread pump(String name, InputStream from, Function<ByteString, CellServiceExecResponse> wrap) {
        return Thread.ofPlatform().daemon().name(name).start(() -> {
            byte[] chunk = new byte[CHUNK_BYTES];
            try {
                for (int size = from.read(chunk); size >= 0; size = from.read(chunk)) {
                    call.send(wrap.apply(ByteString.copyFrom(chunk, 0, size)));
                }
            } catch (IOException | CallCancelledException e) {
                session.kill(); // the process has nobody left to write to
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void feed() {
        try {
            Optional<CellServiceExecRequest> request = call.receive();
            while (request.isPresent()) {
                take(request.get());
                request = call.receive();
            }
            session.stdin().close();
        } catch (IOException | CallCancelledException e) {
            // The process has closed its input or ended, or the caller has gone away: nothing more to feed.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(CellServiceExecRequest request) throws IOException {
        switch (request.getMessageCase()) {
            case STDIN -> {
                request.getStdin().writeTo(session.stdin());
                session.stdin().flush();
            }
            case RESIZE -> session.resize(size(request.getResize()));
            case STDIN_END -> session.stdin().close();
            case START, MESSAGE_NOT_SET -> {} // said before, or nothing
        }
    }
}
