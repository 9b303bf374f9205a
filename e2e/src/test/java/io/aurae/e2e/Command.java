// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A command line and the input it gets, to be run to its end within two minutes or to be started beside the test.
 *
 * @param words the program and its arguments
 * @param input empty when nobody said anything else
 */
public record Command(List<String> words, String input) {

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

        /** Sure that it ended with this code; what it wrote to its standard error must have all these parts. */
        public void assertFailed(int code, String... parts) {
            assertThat(exitCode).as("%s%n%s%s", command, stdout, stderr).isEqualTo(code);
            assertThat(stderr).as(command).contains(parts);
        }
    }

    public Command {
        words = List.copyOf(words);
    }

    /** The program and its arguments. */
    public static Command of(String... words) {
        return new Command(List.of(words), "");
    }

    /** The same with more words. */
    public Command with(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new Command(all, input);
    }

    /** The same with this as its input. */
    public Command reading(String text) {
        return new Command(words, text);
    }

    /** The same on a terminal of 100 columns and 30 rows, at which somebody types its input. */
    public Command inTerminal() {
        String line = words.stream().map(Command::quoted).collect(Collectors.joining(" "));
        return of("script", "--quiet", "--return", "--command", "stty cols 100 rows 30; exec " + line, "/dev/null")
                .reading(input);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Starts it; its input has an end. */
    public Running start() {
        return Running.start(this, true);
    }

    /** Starts it with an input that stays open. */
    public Running startOpen() {
        return Running.start(this, false);
    }

    /** Runs it and waits for its end. */
    public Result run() {
        return start().await();
    }

    /** Runs it, and fails the test when it fails. */
    public String orFail() {
        return run().orFail();
    }

    @Override
    public String toString() {
        return "$ " + String.join(" ", words);
    }
}
