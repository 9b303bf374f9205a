// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A command that runs beside the test, and what it has written so far. */
public final class Running implements AutoCloseable {
    private static final long LIMIT_SECONDS = 120;

    private final Command command;
    private final Process process;
    private final Output stdout;
    private final Output stderr;

    private Running(Command command, Process process) {
        this.command = command;
        this.process = process;
        this.stdout = new Output(process.getInputStream());
        this.stderr = new Output(process.getErrorStream());
    }

    static Running start(Command command, boolean ended) {
        try {
            Running running = new Running(command, new ProcessBuilder(command.words()).start());
            running.type(command.input());
            if (ended) {
                running.process.getOutputStream().close();
            }
            return running;
        } catch (IOException e) {
            throw new UncheckedIOException(command.toString(), e);
        }
    }

    /** Gives it more input. */
    public void type(String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It has ended or does not read; what it makes of that is seen at its end.
        }
    }

    /** What it wrote so far. */
    public String stdout() {
        return stdout.text();
    }

    /** What it complained of so far. */
    public String stderr() {
        return stderr.text();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs still. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end, for two minutes at most. */
    public Command.Result await() {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        command + " did not end within " + LIMIT_SECONDS + " s; it wrote: " + stdout() + stderr());
            }
            stdout.reader.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            stderr.reader.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            return new Command.Result(command.toString(), process.exitValue(), stdout(), stderr());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command + " was interrupted", e);
        }
    }

    /** Ends it, if it has not ended by itself, and waits until it has. */
    @Override
    public void close() {
        process.destroyForcibly();
        await();
    }

    /** A stream that is read as it comes. */
    private static final class Output {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Thread reader;

        Output(InputStream from) {
            reader = Thread.ofVirtual().start(() -> {
                try (from) {
                    from.transferTo(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
