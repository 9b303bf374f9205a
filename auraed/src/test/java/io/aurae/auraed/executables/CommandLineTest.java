// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandLineTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "a | [a]",
                "a b\tc | [a, b, c]",
                "`  a   b  ` | [a, b]",
                "'a b' c | [a b, c]",
                "a'b'\"c\" | [abc]",
                "'' \"\" | [, ]",
                "\"a\\\"b\\\\c\\$d\\`e\" | [a\"b\\c$d`e]",
                "\"a\\nb\" | [a\\nb]",
                "'a\\b' | [a\\b]",
                "a\\ b | [a b]",
                "\\'a | ['a]",
                "a;b|[a;b]",
                "$HOME * > x | [$HOME, *, >, x]",
                "ü \u3000 | [ü, \u3000]"
            })
    void wordsAreThoseOfAShell(String command, String words) {
        assertThat(CommandLine.split(command)).hasToString(words);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`` | command '' is empty (expected: a program and its arguments)",
                "`  ` | command '  ' is empty",
                "a 'b | has an open quote (expected: a closing ')",
                "a \"b | has an open quote (expected: a closing \")",
                "\"\\\" | has an open quote",
                "a \\ | ends with a backslash (expected: a character after it)"
            })
    void whatAShellWouldAskMoreOfIsRefused(String command, String message) {
        assertThatThrownBy(() -> CommandLine.split(command))
                .isInstanceOf(ExecutableException.Invalid.class)
                .hasMessageContaining(message);
    }

    /** A shell's reading of a word, the other way round: each letter is written in one of the ways that stand for it. */
    @Test
    void whateverIsQuotedComesOutAsItWas() {
        Random random = new Random(20261122);
        String letters = "ab \t\n'\"\\$`;é";
        for (int round = 0; round < 5000; round++) {
            List<String> words = new ArrayList<>();
            StringBuilder command = new StringBuilder();
            for (int w = 1 + random.nextInt(4); w > 0; w--) {
                StringBuilder word = new StringBuilder();
                command.append(random.nextBoolean() ? " " : "\t\n ");
                int length = random.nextInt(6);
                if (length == 0) {
                    command.append("''");
                }
                for (int i = 0; i < length; i++) {
                    char letter = letters.charAt(random.nextInt(letters.length()));
                    word.append(letter);
                    command.append(written(letter, random));
                }
                words.add(word.toString());
            }
            assertThat(CommandLine.split(command.toString()))
                    .as(command.toString())
                    .isEqualTo(words);
        }
    }

    private static String written(char letter, Random random) {
        boolean plain = " \t\n'\"\\".indexOf(letter) < 0;
        return switch (random.nextInt(plain ? 4 : 3)) {
            case 0 -> "\\" + letter;
            case 1 -> letter == '\'' ? "\"'\"" : "'" + letter + "'";
            case 2 -> "\"" + ("\"\\$`".indexOf(letter) >= 0 ? "\\" : "") + letter + "\"";
            default -> Character.toString(letter);
        };
    }
}
