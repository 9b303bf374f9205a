// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.base.Rollback;
import io.aurae.linux.ConsoleSocket;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import io.aurae.linux.Pty;
import io.aurae.linux.ShortRun;
import io.aurae.oci.spec.RuntimeSpec;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * A process run beside the first one of a container, connected to its caller. It lives no longer than the session: {@link #close} kills
 * it. Reading waits, and wants a platform thread when there is a terminal. Each stream may be used by one thread, the rest by any.
 */
public final class ExecSession implements AutoCloseable {
    private final String action;
    private final String program;
    private final Process process;
    private final Optional<Pty> terminal;
    private final ExecFiles files;
    private final Duration deadline;
    private volatile boolean late;

    private ExecSession(ExecTarget target, String program, Process process, Optional<Pty> terminal, ExecFiles files) {
        this.action = target.action();
        this.deadline = target.deadline();
        this.program = program;
        this.process = process;
        this.terminal = terminal;
        this.files = files;
    }

    static ExecSession open(RuntimePrograms programs, Linux linux, ExecTarget target, ExecProcess wanted) {
        ExecFiles files = ExecFiles.in(target.bundle());
        try (Rollback rollback = new Rollback()) {
            rollback.push("remove " + files.process(), files::remove);
            RuntimeSpec.ProcessConfig config = wanted.over(RuntimeSpec.readProcess(target.bundle()));
            config.writeTo(files.process());
            OwnNull runtime = new OwnNull(programs, config);
            ProcessBuilder builder = Child.builder(target.command(runtime, files, wanted.terminal()), Map.of());
            String program = wanted.args().getFirst();
            ExecSession session;
            if (wanted.terminal()) {
                Terminal opened = Terminal.open(linux, builder, files, target, program);
                wanted.size().ifPresent(size -> opened.pty().resize(size.columns(), size.rows()));
                session = new ExecSession(target, program, opened.process(), Optional.of(opened.pty()), files);
            } else {
                if (wanted.stdin()) {
                    builder.redirectInput(ProcessBuilder.Redirect.PIPE);
                }
                if (!wanted.output()) {
                    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD);
                }
                session = new ExecSession(target, program, linux.start(builder), Optional.empty(), files);
            }
            rollback.release();
            session.awaitStart();
            return session;
        } catch (IOException e) {
            throw new OciException.Failed(target.action(), e);
        }
    }

    /** Ends a session whose program is not started in time, so that nobody waits for a runtime that hangs. */
    private void awaitStart() {
        Thread.ofVirtual().name("exec-deadline-" + process.pid()).start(() -> {
            try {
                if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS) && !files.isStarted()) {
                    late = true;
                    kill();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What the process reads; goes nowhere when it was asked for without. Closing it ends the input, but not that of a terminal. */
    public OutputStream stdin() {
        return terminal.map(PtyStreams::input).orElseGet(process::getOutputStream);
    }

    /** What the process writes, up to its end. */
    public InputStream stdout() {
        return terminal.map(PtyStreams::output).orElseGet(process::getInputStream);
    }

    /** What the process writes to its second output; empty when it has a terminal. */
    public InputStream stderr() {
        return terminal.isPresent() ? InputStream.nullInputStream() : process.getErrorStream();
    }

    /** Sets the size of the terminal; without one it does nothing. */
    public void resize(TerminalSize size) {
        terminal.ifPresent(pty -> pty.resize(size.columns(), size.rows()));
    }

    /**
     * Waits for the end of the process and answers its exit code, 128 plus the signal's number when a signal ended it.
     *
     * @throws OciException InvalidProgram when it was never started, because it does not exist or cannot be executed; NotRunning when the
     *     container has ended; Deadline when the runtime did not come to start it in time
     */
    public int waitFor() throws InterruptedException {
        return checked(process.waitFor());
    }

    /** The same, empty when the process runs on after {@code timeout}. */
    public OptionalInt waitFor(Duration timeout) throws InterruptedException {
        boolean ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
        return ended ? OptionalInt.of(checked(process.exitValue())) : OptionalInt.empty();
    }

    private int checked(int exitCode) {
        if (late) {
            throw new OciException.Deadline(action, notStarted(deadline));
        }
        if (exitCode == 0) {
            return exitCode;
        }
        String complaint = files.complaint();
        if (!complaint.isEmpty()) {
            throw Complaint.of(action, complaint, program);
        }
        return exitCode;
    }

    private static String notStarted(Duration deadline) {
        return "not started in " + deadline.toMillis() + " ms, ended";
    }

    /** Kills the process and those it has started. Repeating: does nothing. */
    public void kill() {
        if (process.isAlive()) {
            ShortRun.kill(process);
        }
    }

    /**
     * Kills it if it still runs, hangs its terminal up, and removes what was kept of it. Its streams are closed, which ends whoever reads them,
     * also where something that it left behind holds their other ends. Repeating: does nothing.
     */
    @Override
    public void close() {
        kill();
        closeStream(process.getInputStream());
        closeStream(process.getErrorStream());
        closeStream(process.getOutputStream());
        terminal.ifPresent(Pty::close);
        files.remove();
    }

    private static void closeStream(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            return; // what could not be flushed has no reader any more
        }
    }

    /** A process that was given a terminal, and our end of it. */
    private record Terminal(Process process, Pty pty) {
        static Terminal open(Linux linux, ProcessBuilder builder, ExecFiles files, ExecTarget target, String program)
                throws IOException {
            long begun = System.nanoTime();
            builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            try (ConsoleSocket console = linux.listenConsole(files.console());
                    Rollback rollback = new Rollback()) {
                // Waiting for a terminal is a native call, which would hold a virtual thread's carrier.
                FutureTask<Pty> received = new FutureTask<>(() -> console.receive(target.deadline()));
                Thread.ofPlatform().daemon().name("exec-console").start(received);
                Process process = linux.start(builder);
                rollback.push("kill " + process.pid(), () -> ShortRun.kill(process));
                // A program that cannot be started never sends its terminal: then its end must end the wait.
                var ended = process.onExit().thenRun(() -> closeIfNeverStarted(console, files));
                Pty pty = await(received);
                ended.cancel(false);
                rollback.release();
                return new Terminal(process, pty);
            } catch (LinuxException e) {
                if (System.nanoTime() - begun >= target.deadline().toNanos()) {
                    throw new OciException.Deadline(target.action(), notStarted(target.deadline()));
                }
                throw refusal(files, target.action(), program, e);
            }
        }

        /** After an interrupt the closing of the console ends the other thread's wait. */
        private static Pty await(FutureTask<Pty> received) throws IOException {
            try {
                return received.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof LinuxException refused) {
                    throw refused;
                }
                throw new IOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        private static void closeIfNeverStarted(ConsoleSocket console, ExecFiles files) {
            if (!files.isStarted()) {
                console.close();
            }
        }

        private static OciException refusal(ExecFiles files, String action, String program, LinuxException e) {
            String complaint = files.complaint();
            return complaint.isEmpty() ? new OciException.Failed(action, e) : Complaint.of(action, complaint, program);
        }
    }
}
