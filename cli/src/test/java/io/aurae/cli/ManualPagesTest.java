// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.cli.manual.DaemonPage;
import io.aurae.cli.manual.ManualPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ManualPagesTest {
    private static final String HELP = """
            auraed: owns one Linux machine

              --host             The node's name.
                                 a DNS label; default localhost
              --version          Print the version and exit.
            """;

    @TempDir
    private Path directory;

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void pages(CommandLine verb, List<String> files) throws Exception {
        Path file = directory.resolve(ManualPage.name(verb) + ".1");
        files.add(Files.writeString(file, ManualPage.of(verb, "Aurae 1.2.3")).toString());
        for (CommandLine below : verb.getSubcommands().values()) {
            pages(below, files);
        }
    }

    @Test
    void everyPageIsSoundAndTellsWhatTheHelpTells() throws Exception {
        List<String> files = new ArrayList<>();
        pages(Share.grammar(), files);
        files.add(Files.writeString(directory.resolve("auraed.8"), DaemonPage.of(HELP, "Aurae 1.2.3"))
                .toString());
        assertThat(files).hasSizeGreaterThan(50);

        List<String> lint = new ArrayList<>(List.of("mandoc", "-T", "lint", "-W", "warning"));
        lint.addAll(files);
        // A page that links to others, which are not installed here, and one without a date are as they should be.
        assertThat(output(lint.toArray(String[]::new)).lines()).noneMatch(line -> !line.contains("missing date"));

        assertThat(output("mandoc", "-T", "utf8", "-O", "width=200", directory + "/aurae-run.1")
                        .replaceAll(".\b", ""))
                .contains("AURAE-RUN(1)", "aurae-run -", "aurae run", "--memory", "EXIT STATUS", "125", "EXAMPLES")
                .contains("aurae run --rm");
        assertThat(output("mandoc", "-T", "utf8", directory + "/auraed.8").replaceAll(".\b", ""))
                .contains("--host", "A DNS label; default localhost.");
    }
}
