// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.proto.pods.v0.PodState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, because only a process gets signals. */
class InterruptionTest {
    @TempDir
    private Path directory;

    private FakeNode node;

    @BeforeEach
    void start() {
        node = new FakeNode(directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Process start(String... words) throws IOException {
        return processBuilder(words).start();
    }

    private ProcessBuilder processBuilder(String... words) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of("io.aurae.cli.Main", "--config", node.config().toString()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command);
    }

    @Test
    void ctrlCStopsWhatRunsInTheForegroundAndKeepsItsRecord() throws Exception {
        Process run = start("run", "--name", "job", "busybox", "--", "stay");
        assertThat(run.inputReader().readLine()).isEqualTo("/entry stay");

        assertThat(new ProcessBuilder("kill", "-INT", "" + run.pid()).start().waitFor())
                .isZero();

        assertThat(run.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(130);
        assertThat(run.errorReader().lines()).noneMatch(line -> line.startsWith("aurae"));
        assertThat(node.pods.pods.get("job").getState()).isEqualTo(PodState.POD_STATE_STOPPED);
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() throws Exception {
        for (List<String> words : List.of(List.of("ps"), List.of("--help"), List.of("run", "busybox", "--", "stay"))) {
            Process verb = processBuilder(words.toArray(String[]::new))
                    .redirectOutput(new File("/dev/full"))
                    .start();

            assertThat(verb.waitFor(20, TimeUnit.SECONDS)).as("%s", words).isTrue();
            assertThat(verb.exitValue()).as("%s", words).isIn(1, 125);
            assertThat(verb.errorReader().lines())
                    .anyMatch(line -> line.endsWith("standard output: No space left on device"));
        }
    }

    @Test
    void ctrlCRemovesItWhenThatWasAskedFor() throws Exception {
        Process run = start("run", "--rm", "--name", "job", "busybox", "--", "stay");
        assertThat(run.inputReader().readLine()).isEqualTo("/entry stay");

        assertThat(new ProcessBuilder("kill", "-INT", "" + run.pid()).start().waitFor())
                .isZero();

        assertThat(run.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(node.pods.pods).isEmpty();
    }
}
