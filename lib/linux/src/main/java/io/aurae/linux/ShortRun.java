// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One short run of a program, to its end. The caller only waits, and may be a virtual thread: what the program writes is read on platform
 * threads, so that one that hangs holds no carrier. It is killed with all its descendants at the deadline, when the caller is interrupted, and
 * when it writes more than {@value #OUTPUT_BYTES_MAX} bytes to one of its outputs.
 */
public final class ShortRun {
    public static final int OUTPUT_BYTES_MAX = 1024 * 1024;

    /** How long what a program wrote may take to arrive after its end; something it left behind may hold its output for ever. */
    private static final Duration LATE_OUTPUT = Duration.ofSeconds(1);

    /** What fits into an empty pipe in any case, without a reader. */
    private static final int PIPE_BYTES = 4096;

    private final Linux linux;
    private final ProcessBuilder builder;
    private final Duration deadline;
    private Runnable alsoAtDeadline = () -> {};

    /** How it ended, and what it wrote to each of its outputs that is a pipe. */
    public record Result(int exitCode, String output, String errors) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** A program without a directory in its name is looked for on the PATH of {@code builder}. */
    public ShortRun(Linux linux, ProcessBuilder builder, Duration deadline) {
        this.linux = linux;
        this.builder = builder;
        this.deadline = deadline;
    }

    /** At the deadline {@code action} ends what is no descendant of the program any more. */
    public ShortRun alsoAtDeadline(Runnable action) {
        this.alsoAtDeadline = action;
        return this;
    }

    /**
     * Runs it with this input, which counts only where the builder redirects none. What it left behind and still holds its outputs is
     * listened to for a second.
     *
     * @throws IOException when it cannot be started, or was ended because it wrote too much
     * @throws TimeoutException when it was ended at the deadline
     */
    public Result run(String input) throws IOException, InterruptedException, TimeoutException {
        locate();
        Process process = linux.start(builder);
        try (Reader output = Reader.of(process, process.getInputStream(), builder.redirectOutput());
                Reader errors = Reader.of(process, process.getErrorStream(), errorRedirect())) {
            feed(process, input.getBytes(StandardCharsets.UTF_8));
            if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                end(process);
                throw new TimeoutException("no answer within " + deadline.toMillis() + " ms, ended");
            }
            return new Result(process.exitValue(), output.text(), errors.text());
        } finally {
            if (process.isAlive()) {
                kill(process);
            }
        }
    }

    private ProcessBuilder.Redirect errorRedirect() {
        return builder.redirectErrorStream() ? ProcessBuilder.Redirect.DISCARD : builder.redirectError();
    }

    private void locate() {
        String program = builder.command().getFirst();
        if (program.contains("/")) {
            return;
        }
        String path = Optional.ofNullable(builder.environment().get("PATH")).orElse("");
        List.of(path.split(":")).stream()
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .ifPresent(file -> {
                    List<String> words = new ArrayList<>(builder.command());
                    words.set(0, file.toString());
                    builder.command(words);
                });
    }

    private static void feed(Process process, byte[] input) {
        if (input.length <= PIPE_BYTES) {
            write(process, input);
        } else {
            platform("input", process, () -> write(process, input));
        }
    }

    private static void write(Process process, byte[] input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            return; // it does not care for its input: its exit code tells whether that matters
        }
    }

    private static Thread platform(String what, Process process, Runnable work) {
        return Thread.ofPlatform().daemon().name(what + "-" + process.pid()).start(work);
    }

    private void end(Process process) throws InterruptedException {
        kill(process);
        alsoAtDeadline.run();
        process.waitFor(LATE_OUTPUT.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Kills a child of this process and all below it; the children first, while they can still be found. Repeating: does nothing. */
    public static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Without an input and with both outputs in one pipe. */
    public static ProcessBuilder quiet(List<String> command) {
        return new ProcessBuilder(new ArrayList<>(command))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true);
    }

    /** Reads one of the outputs on a thread of its own. */
    private static final class Reader implements AutoCloseable {
        private final InputStream from;
        private final ByteArrayOutputStream read = new ByteArrayOutputStream(0);
        private final Optional<Thread> thread;

        private Reader(Process process, InputStream from, boolean piped) {
            this.from = from;
            this.thread = piped ? Optional.of(platform("output", process, () -> read(process))) : Optional.empty();
        }

        private static Reader of(Process process, InputStream from, ProcessBuilder.Redirect to) {
            return new Reader(process, from, to.equals(ProcessBuilder.Redirect.PIPE));
        }

        private void read(Process process) {
            byte[] chunk = new byte[8192];
            try {
                for (int size = from.read(chunk); size >= 0; size = from.read(chunk)) {
                    read.write(chunk, 0, size);
                    if (read.size() > OUTPUT_BYTES_MAX) {
                        kill(process);
                        return;
                    }
                }
            } catch (IOException e) {
                return; // it was killed
            }
        }

        private String text() throws IOException, InterruptedException {
            if (thread.isPresent()) {
                thread.get().join(LATE_OUTPUT);
            }
            if (read.size() > OUTPUT_BYTES_MAX) {
                throw new IOException("wrote more than " + OUTPUT_BYTES_MAX + " bytes, ended");
            }
            return read.toString(StandardCharsets.UTF_8);
        }

        /** Ends the thread, unless the stream is the JDK's own, in which a read goes on up to the end of the last writer. */
        @Override
        public void close() throws IOException {
            from.close();
        }
    }
}
