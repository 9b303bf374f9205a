// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.oci.runtime.Stdio.Stdin;
import io.aurae.oci.spec.ProcessBounds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to run, as the caller said it; what is left open the root image or the node decides when it starts.
 *
 * @param name within its cell
 * @param command split into words when args is empty; may be empty too, then the image says what runs
 * @param args the program and its arguments
 * @param env {@code NAME=value}; a later one wins
 * @param workingDirectory absolute; absent for the image's, else {@code /}
 * @param user as whom
 * @param terminal whether its standard streams are a terminal
 * @param stdin what it reads as its standard input
 * @param logPath where its output goes; absent for a file in its own directory
 * @param stopSignal by name or number; absent for the image's, else SIGTERM
 * @param description for people
 * @param bounds what it is held to, or given, beside what its cell says
 * @param upkeep how it is kept running, and ended
 */
public record ExecutableSpec(
        ExecutableName name,
        String command,
        List<String> args,
        List<String> env,
        @Nullable String workingDirectory,
        ExecutableUser user,
        boolean terminal,
        Stdin stdin,
        @Nullable String logPath,
        @Nullable String stopSignal,
        String description,
        ProcessBounds bounds,
        Upkeep upkeep) {
    /** A pod may be told of thousands of services in seven variables each. */
    private static final int MAX_WORDS = 65_536;

    /** The kernel takes 2 MiB of arguments and environment together. */
    private static final int MAX_BYTES = 1 << 20;

    private static final Pattern ENV = Pattern.compile("[^=\\x00]+=[^\\x00]*", Pattern.DOTALL);

    /** @throws ExecutableException INVALID_ARGUMENT when a part cannot be */
    public ExecutableSpec {
        args = bounded("args", args);
        env = bounded("env", env);
        for (String variable : env) {
            if (!ENV.matcher(variable).matches()) {
                throw new ExecutableException.Invalid(
                        "executable '" + name + "': env '" + Excerpt.of(variable) + "' (expected: NAME=value)");
            }
        }
        requireAbsolute(name, "working directory", workingDirectory);
        requireAbsolute(name, "log path", logPath);
    }

    /** The words to run: args, else the command split; empty when the caller leaves that to the image. */
    public List<String> words() {
        return args.isEmpty() && !command.isBlank() ? CommandLine.split(command) : args;
    }

    /** Whether only the name is given, which asks for the cell's main executable. */
    public boolean isNameOnly() {
        return command.isBlank() && args.isEmpty();
    }

    private static List<String> bounded(String what, List<String> words) {
        if (words.size() > MAX_WORDS) {
            throw new ExecutableException.Invalid(
                    what + " has " + words.size() + " entries (expected: at most " + MAX_WORDS + ")");
        }
        long bytes = 0;
        for (String word : words) {
            if (word.indexOf('\0') >= 0) {
                throw new ExecutableException.Invalid(
                        what + " has a NUL character in '" + Excerpt.of(word) + "' (expected: none)");
            }
            bytes += word.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        if (bytes > MAX_BYTES) {
            throw new ExecutableException.Invalid(
                    what + " has " + bytes + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        return List.copyOf(words);
    }

    private static void requireAbsolute(ExecutableName name, String what, @Nullable String path) {
        if (path != null && (!path.startsWith("/") || path.indexOf('\0') >= 0)) {
            throw new ExecutableException.Invalid(
                    "executable '" + name + "': " + what + " '" + Excerpt.of(path) + "' (expected: an absolute path)");
        }
    }
}
