// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The launcher finds the runtime and the daemon's files around itself, wherever the distribution lies. */
final class LauncherLayoutTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private TestDirectory home;

    @BeforeEach
    void makeDistribution() throws IOException {
        home = new TestDirectory(leaks.name());
        home.executable("runtime/bin/java", "echo \"$*\"");
        Files.copy(
                TestPrograms.launcher(),
                Files.createDirectory(home.path().resolve("bin")).resolve("auraed"));
    }

    @AfterEach
    void removeDistribution() throws IOException {
        home.close();
    }

    @Test
    void theRuntimeRunsWithTheDaemonsArgumentFile() throws Exception {
        assertThat(run("--version")).isEqualTo("-cp HOME/lib/auraed.jar @HOME/lib/auraed.args --version");
    }

    @Test
    void anAheadOfTimeCacheIsUsedWhereThereIsOne() throws Exception {
        Files.createFile(Files.createDirectory(home.path().resolve("aot")).resolve("nested.aot"));
        assertThat(run("--version")).isEqualTo("-cp HOME/lib/auraed.jar @HOME/lib/auraed.args --version");
        assertThat(run("--nested", "--version"))
                .isEqualTo("-XX:AOTCache=HOME/aot/nested.aot -cp HOME/lib/auraed.jar @HOME/lib/nested.args"
                        + " --nested --version");
    }

    @Test
    void aSubcommandRunsInThePlaceOfTheLauncher() throws Exception {
        assertThat(run("spawn", "--output", "x y")).endsWith("auraed.args spawn --output x y");
    }

    @Test
    void fileNamesAreReadAsUtf8WhateverTheCallersLanguage() throws Exception {
        home.executable("runtime/bin/java", "echo \"$LC_ALL\"");
        assertThat(run("--version")).isEqualTo("C.UTF-8");
    }

    private String run(String... arguments) throws Exception {
        Path launcher = home.path().resolve("bin/auraed");
        ProcessBuilder builder = new ProcessBuilder(launcher.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.strip().replace(home.path().toString(), "HOME");
    }
}
