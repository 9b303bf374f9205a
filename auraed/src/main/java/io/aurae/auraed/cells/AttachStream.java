// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import com.google.protobuf.ByteString;
import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.linux.LinuxException;
import io.aurae.oci.runtime.AttachSession;
import io.aurae.oci.runtime.Output;
import io.aurae.proto.cells.v0.AttachStart;
import io.aurae.proto.cells.v0.CellServiceAttachRequest;
import io.aurae.proto.cells.v0.CellServiceAttachResponse;
import io.aurae.rpc.CallCancelledException;
import io.aurae.rpc.StreamCall;
import java.util.Optional;

/** Connects a caller with the standard streams of an executable. */
final class AttachStream implements Feed.Session<CellServiceAttachRequest> {
    private final StreamCall<CellServiceAttachRequest, CellServiceAttachResponse> call;
    private final AttachSession session;
    private final Backlog backlog = new Backlog();
    private final Feed<CellServiceAttachRequest> feed;

    private AttachStream(StreamCall<CellServiceAttachRequest, CellServiceAttachResponse> call, AttachSession session) {
        this.call = call;
        this.session = session;
        this.feed = new Feed<>(call, this);
    }

    static void serve(CellService.Finder finder, StreamCall<CellServiceAttachRequest, CellServiceAttachResponse> call)
            throws Exception {
        CellServiceAttachRequest first = call.receive().orElse(CellServiceAttachRequest.getDefaultInstance());
        if (!first.hasStart()) {
            throw ResourceException.invalid(
                    "attach: the first message is '" + first.getMessageCase() + "' (expected: start)");
        }
        AttachStart start = first.getStart();
        Executable executable = finder.executable(start.hasCellName(), start.getCellName(), start.getExecutableName());
        Running run = executable.running();
        try (AttachSession session = executable.attach()) {
            Thread serving = Thread.currentThread();
            call.onCancel(serving::interrupt); // which closes the session, and that ends both threads
            if (start.hasSize()) {
                session.resize(TerminalSizes.parse(start.getSize()));
            }
            new AttachStream(call, session).run();
            call.send(CellServiceAttachResponse.newBuilder()
                    .setExitCode(executable.awaitExitOf(run).exitCode())
                    .build());
        }
    }

    private void run() throws InterruptedException {
        Thread output = Thread.ofPlatform().daemon().name("attach-output").start(this::drain);
        Thread input = Thread.ofPlatform().daemon().name("attach-input").start(feed::run);
        Thread sender = Thread.ofVirtual().name("attach-sender").start(this::send);
        output.join();
        if (!backlog.isOverflown()) {
            sender.join();
        }
        sender.interrupt();
        input.interrupt();
        requireSound();
    }

    private void requireSound() {
        feed.requireSound();
        if (backlog.isOverflown()) {
            throw new CellException.TooSlow(Backlog.BYTES_MAX);
        }
    }

    /** Takes what the monitor sends at once, whatever the caller does. */
    private void drain() {
        try {
            Optional<Output> output = session.read();
            while (output.isPresent() && backlog.put(output.get())) {
                output = session.read();
            }
        } catch (LinuxException e) {
            // The caller has gone away, and closed the session with that.
            return;
        } finally {
            backlog.end();
            session.close();
        }
    }

    private void send() {
        try {
            Optional<Output> output = backlog.take();
            while (output.isPresent()) {
                call.send(message(output.get()));
                output = backlog.take();
            }
        } catch (CallCancelledException e) {
            // The caller has gone away, and closed the session with that.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CellServiceAttachResponse message(Output output) {
        ByteString data = ByteString.copyFrom(output.data());
        return switch (output.kind()) {
            case STDOUT ->
                CellServiceAttachResponse.newBuilder().setStdout(data).build();
            case STDERR ->
                CellServiceAttachResponse.newBuilder().setStderr(data).build();
        };
    }

    @Override
    public void take(CellServiceAttachRequest request) {
        switch (request.getMessageCase()) {
            case STDIN -> session.write(request.getStdin().toByteArray());
            case RESIZE -> session.resize(TerminalSizes.parse(request.getResize()));
            case START -> throw ResourceException.invalid("attach: another 'start' (expected: one, first of all)");
            case MESSAGE_NOT_SET -> {}
        }
    }

    @Override
    public void endInput() {
        session.endInput();
    }

    @Override
    public void abort() {
        session.close();
    }
}
