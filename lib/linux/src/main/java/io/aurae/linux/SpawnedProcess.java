// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A child of this process that it started itself. A thread waits for its end from its beginning on, so that it never stays a zombie. Its
 * streams want platform threads, hold descriptors until they are closed, and may be closed by any thread, which ends a waiting call.
 */
final class SpawnedProcess extends Process {
    private final long pid;
    private final ProcessHandle handle;
    private final Pipes pipes;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    private SpawnedProcess(int pid, Pipes pipes) {
        this.pid = pid;
        this.handle = ProcessHandle.of(pid)
                .orElseThrow(); // nobody has waited for it yet, so it is there, if only as a zombie
        this.pipes = pipes;
        Thread.ofPlatform().daemon().name("child-" + pid).start(() -> exit.complete(await(pid)));
    }

    /** Whether all that is asked for is done here: an absolute path, and no descriptor of this process's own handed on. */
    static boolean canStart(ProcessBuilder builder) {
        return builder.command().getFirst().startsWith("/")
                && List.of(builder.redirectInput(), builder.redirectOutput(), builder.redirectError()).stream()
                        .noneMatch(redirect -> redirect.type() == Redirect.Type.INHERIT);
    }

    static Process start(ProcessBuilder builder) throws IOException {
        try (Spawn spawn = new Spawn()) {
            Optional<File> directory = Optional.ofNullable(builder.directory());
            directory.ifPresent(spawn::directory);
            OutputStream input = spawn.input(builder.redirectInput());
            InputStream output = spawn.output(1, builder.redirectOutput());
            InputStream errors =
                    builder.redirectErrorStream() ? spawn.outputAs(2, 1) : spawn.output(2, builder.redirectError());
            int pid = spawn.run(builder.command(), builder.environment());
            return new SpawnedProcess(pid, new Pipes(input, output, errors));
        }
    }

    private record Pipes(OutputStream input, InputStream output, InputStream errors) {}

    /** Exit code, or 128 plus the signal's number, as the JDK has it. */
    private static int await(int pid) {
        int[] status = new int[1];
        while (LibC.functions().waitpid(pid, status, 0) == -1) {
            if (!LibC.errno().equals(Errno.EINTR)) {
                return -1;
            }
        }
        int signal = status[0] & 0x7f;
        return signal == 0 ? (status[0] >> 8) & 0xff : 128 + signal;
    }

    @Override
    public OutputStream getOutputStream() {
        return pipes.input();
    }

    @Override
    public InputStream getInputStream() {
        return pipes.output();
    }

    @Override
    public InputStream getErrorStream() {
        return pipes.errors();
    }

    @Override
    public int waitFor() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            exit.get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int exitValue() {
        if (!exit.isDone()) {
            throw new IllegalThreadStateException("process " + pid + " has not ended");
        }
        return exit.join();
    }

    @Override
    public boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return exit.thenApply(code -> this);
    }

    @Override
    public ProcessHandle toHandle() {
        return handle;
    }

    /** The handle knows when its process started, so a later one with the same number is not taken for it. */
    private Optional<ProcessHandle> living() {
        return exit.isDone() ? Optional.empty() : Optional.of(handle);
    }

    @Override
    public Stream<ProcessHandle> children() {
        return living().stream().flatMap(ProcessHandle::children);
    }

    @Override
    public Stream<ProcessHandle> descendants() {
        return living().stream().flatMap(ProcessHandle::descendants);
    }

    @Override
    public void destroy() {
        living().ifPresent(ProcessHandle::destroy);
    }

    @Override
    public Process destroyForcibly() {
        living().ifPresent(ProcessHandle::destroyForcibly);
        return this;
    }
}
