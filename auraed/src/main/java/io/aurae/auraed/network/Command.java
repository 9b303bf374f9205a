// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import io.aurae.linux.Linux;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One run of a short program. When its time is over, or it writes more than {@value #OUTPUT_BYTES_MAX} bytes, it is killed with all that
 * it started: what left it for a session or parent of its own is known by a mark in its environment.
 */
record Command(Linux linux, ProcessBuilder builder, Duration deadline) {
    static final int OUTPUT_BYTES_MAX = 1024 * 1024;

    private static final String MARK = "AURAE_RUN";
    private static final int KILL_ROUNDS_MAX = 20;

    /** How long what a program wrote may take to arrive after its end; something it left behind may hold its output for ever. */
    private static final Duration LATE_OUTPUT = Duration.ofSeconds(1);

    /** How it ended, and what it wrote to each of its outputs. */
    record Result(int exitCode, String output, String errors) {}

    /** @throws IOException when it cannot be started, is killed, or writes too much; the message says which */
    Result run(String input) throws IOException, InterruptedException {
        String mark = UUID.randomUUID().toString();
        builder.environment().put(MARK, mark);
        Process process = linux.start(builder);
        try {
            Thread.ofVirtual().start(() -> feed(process, input));
            Reader output = new Reader(process, process.getInputStream());
            Reader errors = new Reader(process, process.getErrorStream());
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
                killMarked(MARK + "=" + mark);
                throw new IOException("no answer within " + deadline.toMillis() + " ms, ended");
            }
            return new Result(process.exitValue(), output.text(), errors.text());
        } finally {
            kill(process);
        }
    }

    private static void feed(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return; // it does not care for its input: its exit code tells whether that matters
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Until none is left: what is killed may just have started another. */
    private static void killMarked(String mark) {
        for (int round = 0; round < KILL_ROUNDS_MAX; round++) {
            List<ProcessHandle> marked = ProcessHandle.allProcesses()
                    .filter(process -> hasMark(process.pid(), mark))
                    .toList();
            if (marked.isEmpty()) {
                return;
            }
            marked.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean hasMark(long pid, String mark) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return List.of(new String(environment, StandardCharsets.ISO_8859_1).split("\0"))
                    .contains(mark);
        } catch (IOException e) {
            return false; // it is gone
        }
    }

    /** Reads one of the outputs on a thread of its own. */
    private static final class Reader {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final Thread thread;

        private Reader(Process process, InputStream from) {
            this.thread = Thread.ofVirtual().start(() -> read(process, from));
        }

        private void read(Process process, InputStream from) {
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
            thread.join(LATE_OUTPUT);
            if (read.size() > OUTPUT_BYTES_MAX) {
                throw new IOException("wrote more than " + OUTPUT_BYTES_MAX + " bytes, ended");
            }
            return read.toString(StandardCharsets.UTF_8);
        }
    }
}
