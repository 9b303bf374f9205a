// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.cli.manual.Completion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts in the shells they are for; the program they ask for names is a stand-in. */
class CompletionTest {
    /** As bash does it: the line and the words it makes of it. */
    private static final String IN_BASH = """
            source script
            COMP_LINE=$1 COMP_POINT=${#1}
            _aurae
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    /** The functions of zsh's completion system print what they are given. */
    private static final String IN_ZSH = """
            compdef() { : }
            compadd() { local s=; while [[ $1 != -- ]]; do [[ $1 != -S ]] || s=$2; shift; done; shift; print -l -- "${@/%/$s}" }
            _describe() { print -l -- "${(P@)2}" }
            _files() { print -l -- * }
            source ./script
            words=("${(@s: :)1}")
            CURRENT=${#words}
            _aurae
            """;

    private static final String IN_FISH = """
            source script
            complete -C $argv[1]
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void makeProgram() throws IOException {
        Path program = Files.writeString(directory.resolve("aurae"), """
                #!/bin/sh
                printf '%s\\n' "$*" >>asked
                case "$*" in *"__names names") echo web; echo job ;; *"__names images") echo nginx:latest ;; esac
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> complete(Completion shell, String line) throws Exception {
        Files.writeString(directory.resolve("script"), shell.script(Share.grammar()));
        List<String> command = switch (shell) {
            case BASH -> List.of("bash", "--norc", "-c", IN_BASH, "bash", line);
            case ZSH -> List.of("zsh", "-f", "-c", IN_ZSH, "zsh", line);
            case FISH -> List.of("fish", "--no-config", "-c", IN_FISH, line);
        };
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().put("HOME", directory.toString());
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        // What stands behind a candidate is its description.
        return lines.stream()
                .map(text -> text.replaceFirst(shell == Completion.ZSH ? "(?<=[a-z]):[A-Z].*" : "\t.*", ""))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void verbsOptionsAndTheirValuesAreCompleted(Completion shell) throws Exception {
        assertThat(complete(shell, "aurae e"))
                .contains("exec", "events", "explain")
                .doesNotContain("__names");
        assertThat(complete(shell, "aurae image "))
                .contains("pull", "import", "usage")
                .doesNotContain("exec");
        assertThat(complete(shell, "aurae --config x run --")).contains("--name", "--memory", "--output");
        assertThat(complete(shell, "aurae ps --output ")).contains("table", "json", "yaml");
        assertThat(complete(shell, "aurae image import ./scr")).anyMatch(word -> word.endsWith("script"));
    }

    @ParameterizedTest
    @EnumSource
    void namesAreAskedOfTheNode(Completion shell) throws Exception {
        assertThat(complete(shell, "aurae logs --tail 5 ")).contains("web", "job");
        assertThat(complete(shell, "aurae run --name x ")).contains("nginx:latest");
        assertThat(complete(shell, "aurae cp ")).contains("web:", "script");
    }

    @Test
    void bashAsksTheNodeThatTheLineMeansAndKnowsOfColons() throws Exception {
        assertThat(complete(Completion.BASH, "aurae --socket /s logs w")).containsExactly("web");
        assertThat(Files.readAllLines(directory.resolve("asked"))).contains("--socket /s __names names");
        assertThat(complete(Completion.BASH, "aurae run nginx:la")).containsExactly("latest");
    }

    @Test
    void namesOfWhatRunsAreALineEachAndAnAbsentNodeIsSilent() {
        try (FakeNode node = new FakeNode(directory)) {
            node.run("run", "-d", "--name", "web", "nginx");
            node.run("pull", "nginx");

            assertThat(node.run("__names", "names").out()).isEqualTo("web\n");
            assertThat(node.run("__names", "cells").out()).isEqualTo("web/nginx\n");
            assertThat(node.run("__names", "images").out()).isEqualTo("docker.io/library/nginx:latest\n");
            assertThat(node.run("__names", "nonsense").out()).isEmpty();
            node.close();
            FakeNode.Outcome away = node.run("__names", "names");
            assertThat(away.out() + away.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theVerbPrintsTheScript(Completion shell) {
        FakeNode.Outcome printed =
                FakeNode.runLine("", "completion", shell.name().toLowerCase(Locale.ROOT));
        assertThat(printed.code()).isZero();
        assertThat(printed.out()).isEqualTo(shell.script(Share.grammar()));
    }
}
