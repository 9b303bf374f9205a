// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One run of a short program. When its time is over, or it writes more than {@value #OUTPUT_BYTES_MAX} bytes, it is killed with all that
 * it started.
 */
record Command(ProcessBuilder builder, Duration deadline) {
    static final int OUTPUT_BYTES_MAX = 1024 * 1024;

    /** How long what a program wrote may take to arrive after its end; something it left behind may hold its output for ever. */
    private static final Duration LATE_OUTPUT = Duration.ofSeconds(1);

    /** How it ended, and what it wrote to each of its outputs. */
    record Result(int exitCode, String output, String errors) {}

    /** @throws IOException when it cannot be started, is killed, or writes too much; the message says which */
    Result run(String input) throws IOException, InterruptedException {
        Process process = builder.start();
        try {
            Thread.ofVirtual().start(() -> feed(process, input));
            Reader output = new Reader(process, process.getInputStream());
            Reader errors = new Reader(process, process.getErrorStream());
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
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
