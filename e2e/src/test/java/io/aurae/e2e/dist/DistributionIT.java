// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Command;
import io.aurae.e2e.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionIT {
    @TempDir
    static Path elsewhere;

    private static Path home;

    @BeforeAll
    static void moveTheDistribution() {
        Path built = Project.program("aurae").getParent().getParent();
        home = elsewhere.resolve("moved");
        Command.of("cp", "-a", built.toString(), home.toString()).orFail();
    }

    @ParameterizedTest
    @CsvSource({"auraed, auraed", "nested, auraed", "aurae-cri-shim, aurae-cri-shim", "aurae, aurae"})
    void aMovedProgramTakesItsClassesFromItsCache(String cache, String jar) throws IOException {
        Path file = home.resolve("aot/" + cache + ".aot");
        assertThat(file).as("made by `make dist`, not with -Pfast alone").exists();
        Path loaded = elsewhere.resolve(cache + ".loaded");
        Command.Result result = watched(file, loaded, cache, jar).run();
        assertThat(result.orFail()).contains("0.");
        assertThat(Files.readString(loaded)).containsPattern("io\\.aurae\\S+\\.Main source: shared objects file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auraed", "aurae", "aurae-cri-shim"})
    void aProgramStartsThroughALinkAndPrintsNothingButItsVersion(String program) throws IOException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link-to-" + program), home.resolve("bin/" + program));
        Command.Result result = Command.of(link.toString(), "--version").run();
        assertThat(result.orFail()).matches(program + " \\S+");
        assertThat(result.stderr()).isEmpty();
    }

    @Test
    void anArgumentThatBeginsWithAnAtSignReachesTheProgram() {
        Command.Result result =
                Command.of(home.resolve("bin/aurae").toString(), "@verb").run();
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.stderr()).contains("@verb");
    }

    @Test
    void itBringsManualPagesAndCompletesCommandLines() {
        String share = home.resolve("share").toString();
        assertThat(Command.of("mandoc", "-T", "ascii", share + "/man/man1/aurae-run.1", share + "/man/man8/auraed.8")
                        .orFail()
                        .replaceAll(".\b", ""))
                .contains("AURAE-RUN(1)", "--memory BYTES", "AURAED(8)", "--runtime-dir", "default /run/aurae.");
        String complete =
                "source %s/bash-completion/completions/aurae; COMP_LINE='aurae image pu' COMP_POINT=14; _aurae"
                        .formatted(share);
        assertThat(Command.of("bash", "--norc", "-c", complete + "; echo \"${COMPREPLY[@]}\"")
                        .orFail())
                .isEqualTo("pull");
        Command.of("zsh", "-n", share + "/zsh/site-functions/_aurae").orFail();
        Command.of("fish", "--no-execute", share + "/fish/vendor_completions.d/aurae.fish")
                .orFail();
    }

    @Test
    void optionsForOtherJavaProgramsAreNotTaken() {
        Command.Result result = Command.of("env", "JAVA_TOOL_OPTIONS=-XX:+UseParallelGC")
                .with(home.resolve("bin/aurae").toString(), "--version")
                .run();
        assertThat(result.orFail()).startsWith("aurae ");
        assertThat(result.stderr()).isEmpty();
    }

    /** The program as its launcher starts it, except that the JVM insists on the cache and notes where it finds each class. */
    private static Command watched(Path cache, Path loaded, String program, String jar) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                home.resolve("runtime/bin/java").toString(),
                "-XX:AOTMode=on",
                "-XX:AOTCache=" + cache,
                "-cp",
                home.resolve("lib/" + jar + ".jar").toString()));
        Files.readAllLines(home.resolve("lib/" + program + ".args")).stream()
                .filter(line -> !line.startsWith("#"))
                .forEach(words::add);
        words.add(words.size() - 1, "-Xlog:class+load:file=" + loaded);
        words.add("--version");
        return Command.of(words.toArray(String[]::new));
    }
}
