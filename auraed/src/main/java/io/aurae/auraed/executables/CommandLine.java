// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a command into words as a POSIX shell would, with quotes and backslashes, and does nothing else a shell does. */
final class CommandLine {
    private final String command;
    private final List<String> words = new ArrayList<>();
    private @Nullable StringBuilder word;
    private int next;

    private CommandLine(String command) {
        this.command = command;
    }

    /** @throws ExecutableException INVALID_ARGUMENT when a quote is not closed or there is no word */
    static List<String> split(String command) {
        return new CommandLine(command).split();
    }

    private List<String> split() {
        while (next < command.length()) {
            char c = command.charAt(next++);
            switch (c) {
                case ' ', '\t', '\n' -> endWord();
                case '\'' -> quoted('\'');
                case '"' -> quoted('"');
                case '\\' -> append(following());
                default -> append(c);
            }
        }
        endWord();
        if (words.isEmpty()) {
            throw new ExecutableException.Invalid(
                    "command '" + Excerpt.of(command) + "' is empty (expected: a program and its arguments)");
        }
        return List.copyOf(words);
    }

    private void quoted(char quote) {
        open();
        while (next < command.length()) {
            char c = command.charAt(next++);
            if (c == quote) {
                return;
            }
            boolean escape =
                    c == '\\' && quote == '"' && next < command.length() && "\"\\$`".indexOf(command.charAt(next)) >= 0;
            append(escape ? command.charAt(next++) : c);
        }
        throw new ExecutableException.Invalid(
                "command '" + Excerpt.of(command) + "' has an open quote (expected: a closing " + quote + ")");
    }

    private char following() {
        if (next == command.length()) {
            throw new ExecutableException.Invalid(
                    "command '" + Excerpt.of(command) + "' ends with a backslash (expected: a character after it)");
        }
        return command.charAt(next++);
    }

    private StringBuilder open() {
        if (word == null) {
            word = new StringBuilder();
        }
        return word;
    }

    private void append(char c) {
        open().append(c);
    }

    private void endWord() {
        if (word != null) {
            words.add(word.toString());
            word = null;
        }
    }
}
