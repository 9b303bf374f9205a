// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command line that is run to its end, within two minutes, with an empty input.
 *
 * @param words the program and its arguments
 */
public record Command(List<String> words) {
    private static final long LIMIT_SECONDS = 120;

    /**
     * How it ended.
     *
     * @param command what was run, for messages
     */
    public record Result(String command, int exitCode, String stdout, String stderr) {
        /** What it wrote to its standard output, without the line end, once it is sure that it succeeded. */
        public String orFail() {
            assertThat(exitCode).as("%s%n%s%s", command, stdout, stderr).isZero();
            return stdout.stripTrailing();
        }
    }

    /** The same with more words. */
    public Command with(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new Command(all);
    }

    /** The program and its arguments. */
    public static Command of(String... words) {
        return new Command(List.of(words));
    }

    /** Runs it and waits for its end. */
    public Result run() {
        try {
            Process process = new ProcessBuilder(words).start();
            process.getOutputStream().close();
            CompletableFuture<String> stdout = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            CompletableFuture<String> stderr = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(this + " did not end within " + LIMIT_SECONDS + " s");
            }
            return new Result(toString(), process.exitValue(), stdout.join(), stderr.join());
        } catch (IOException e) {
            throw new UncheckedIOException(toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(this + " was interrupted", e);
        }
    }

    /** Runs it, and fails the test when it fails. */
    public String orFail() {
        return run().orFail();
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "$ " + String.join(" ", words);
    }
}
