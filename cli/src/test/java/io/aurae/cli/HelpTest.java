// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.cli.FakeNode.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** A newcomer who has nothing but {@code --help}. */
class HelpTest {
    private static final Path MAP = Path.of("../docs/reference/cli.md");

    /** All verbs, outermost first, without the program itself. */
    static Stream<String> verbs() {
        return below(Share.grammar())
                .map(verb -> verb.getCommandSpec().qualifiedName().replaceFirst("^aurae ", ""))
                .distinct();
    }

    private static Stream<CommandLine> below(CommandLine verb) {
        return verb.getSubcommands().values().stream().flatMap(one -> Stream.concat(Stream.of(one), below(one)));
    }

    private static CommandLine find(String words) {
        CommandLine verb = Share.grammar();
        for (String word : words.split(" ")) {
            verb = verb.getSubcommands().get(word);
        }
        return verb;
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbExplainsItself(String verb) {
        Outcome outcome = FakeNode.runLine("", (verb + " --help").split(" "));

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains("Usage: aurae " + verb, "Exit codes:", "--output")
                .containsPattern("Examples?:\n  ");
        assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbShowsItselfInAnExampleAndDescribesWhatItTakes(String verb) {
        CommandLine.Model.CommandSpec spec = find(verb).getCommandSpec();

        assertThat(String.join(" ", spec.usageMessage().header())).matches("[A-Z].*\\.");
        assertThat(spec.usageMessage().footer()).anyMatch(line -> line.contains("aurae " + verb));
        List<ArgSpec> arguments = Stream.concat(spec.options().stream(), spec.positionalParameters().stream())
                .toList();
        assertThat(arguments)
                .allSatisfy(argument -> assertThat(String.join(" ", argument.description()))
                        .as(argument.toString())
                        .isNotBlank()
                        .endsWith("."));
        // The examples are lines of this grammar, as far as they are ours alone.
        assertThat(spec.usageMessage().footer()).allSatisfy(HelpTest::assertUnderstood);
    }

    private static void assertUnderstood(String line) {
        String[] words = line.strip().split(" ");
        boolean ours = words[0].equals("aurae") && !line.matches(".*[|<>'\"$;&].*");
        if (ours) {
            CommandLine whole = Share.grammar();
            Main.prepare(whole);
            assertThat(whole.parseArgs(Arrays.copyOfRange(words, 1, words.length))
                            .unmatched())
                    .as(line)
                    .isEmpty();
        }
    }

    @Test
    void theMapHasEveryVerb() throws IOException {
        List<String> rows = Files.readAllLines(MAP).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.substring(0, line.indexOf(" |", 2)))
                .toList();
        assertThat(verbs()).allSatisfy(verb -> {
            String[] words = verb.split(" ");
            String last = words[words.length - 1];
            assertThat(rows).as(verb).anyMatch(row -> row.contains(words[0]) && row.matches(".*\\b" + last + "\\b.*"));
        });
    }
}
