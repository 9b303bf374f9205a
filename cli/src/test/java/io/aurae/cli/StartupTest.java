// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short command's time goes into the loading of classes. */
class StartupTest {
    private static final List<String> FOR_OTHER_VERBS = List.of(
            "org.yaml.",
            "org.jline.",
            "me.tongfei.",
            "com.google.gson.Gson",
            "jnr.",
            "io.aurae.cli.Run ",
            "io.aurae.cli.Up ");

    @TempDir
    private Path directory;

    @Test
    void psLoadsNothingThatOnlyOthersNeed() throws Exception {
        Path classes = directory.resolve("classes");
        try (FakeNode node = new FakeNode(directory)) {
            node.run("run", "-d", "nginx");
            Process ps = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xlog:class+load=info:file=" + classes,
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.aurae.cli.Main",
                            "--config",
                            node.config().toString(),
                            "ps")
                    .start();
            assertThat(ps.inputReader().lines()).hasSize(2);
            assertThat(ps.waitFor()).isZero();
        }

        assertThat(Files.readAllLines(classes))
                .anyMatch(line -> line.contains("io.aurae.cli.Ps "))
                .noneMatch(line -> FOR_OTHER_VERBS.stream().anyMatch(line::contains));
    }
}
