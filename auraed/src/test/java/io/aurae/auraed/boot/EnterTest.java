// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program that enters namespaces, as far as nobody has to be root for it. */
class EnterTest {
    private record Result(int code, String output) {}

    private static Result run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TestPrograms.enter().toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    @Test
    void theAnswerEndsWithTheFirstLineThatBeginsWithABrace() throws Exception {
        String script = "echo complaint >&2; printf 'x{\\n{\"data\":1}\\nmore\\n' >&3; echo unseen";
        assertThat(run("--answer", "--", "sh", "-c", script)).isEqualTo(new Result(0, "complaint\nx{\n{\"data\":1}\n"));
    }

    @Test
    void withoutAnAnswerAllThatWasWrittenIsTold() throws Exception {
        assertThat(run("--answer", "--", "sh", "-c", "printf 'no {\\nend' >&2")).isEqualTo(new Result(0, "no {\nend"));
    }

    @Test
    void theAnswerIsNotWaitedForWhenThePipeIsHeldInTheBackground() throws Exception {
        Result result = run("--answer", "--", "sh", "-c", "sleep 1000 & echo $! >&3; printf '{}\\n' >&3");
        String[] lines = result.output().split("\n");
        assertThat(lines).hasSize(2).endsWith("{}");
        assertThat(ProcessHandle.of(Long.parseLong(lines[0])).orElseThrow().destroyForcibly())
                .isTrue();
    }

    @Test
    void theProgramHasNoDescriptorBesideThePipe() throws Exception {
        String script = "for n in 4 5 6 7 8 9; do [ ! -e /proc/$$/fd/$n ] || echo open $n >&3; done; echo '{}' >&3";
        assertThat(run("--answer", "--", "sh", "-c", script)).isEqualTo(new Result(0, "{}\n"));
    }

    @Test
    void whatItDoesNotKnowOrFindIsRefused() throws Exception {
        assertThat(run("--user", "--", "true").output()).contains("--user");
        assertThat(run("--wd=/").code()).isEqualTo(126);
        assertThat(run("--net", "--", "true").output()).contains("belong together");
        assertThat(run("--wd=/absent", "--", "true"))
                .isEqualTo(new Result(126, "aurae-enter: /absent: No such file or directory\n"));
        assertThat(run("--", "/absent/program").code()).isEqualTo(126);
    }
}
