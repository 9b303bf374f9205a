// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same as from ProcessBuilder, seen from outside. */
@Timeout(60)
class SpawnedProcessTest {
    @TempDir
    private Path directory;

    private static ProcessBuilder shell(String script) {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script);
        builder.environment().clear();
        return builder;
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        assertThat(SpawnedProcess.canStart(builder)).isTrue();
        return SpawnedProcess.start(builder);
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void inputOutputAndExitCodeAreCarried() throws Exception {
        Process process = start(shell("cat; echo error >&2; exit 5"));
        try (var input = process.getOutputStream()) {
            input.write("hello".getBytes(UTF_8));
        }
        assertThat(text(process)).isEqualTo("hello");
        assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8)).isEqualTo("error\n");
        assertThat(process.waitFor()).isEqualTo(5);
        assertThat(process.exitValue()).isEqualTo(5);
        assertThat(process.isAlive()).isFalse();
        process.destroyForcibly();
        assertThat(process.descendants()).isEmpty();
    }

    @Test
    void directoryEnvironmentAndFilesAreAsAskedFor() throws Exception {
        File file = directory.resolve("log").toFile();
        ProcessBuilder builder = shell("pwd; echo $WORD; echo to both >&2");
        builder.environment().put("WORD", "a=b c");
        builder.directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file));
        assertThat(start(builder).waitFor()).isZero();
        assertThat(start(builder).waitFor()).isZero();
        String once = directory + "\na=b c\nto both\n";
        assertThat(Files.readString(file.toPath())).isEqualTo(once + once);
    }

    @Test
    void aProgramInheritsNoOtherDescriptor() throws Exception {
        try (var _ = Files.newInputStream(Path.of("/dev/zero"))) {
            Process process = start(shell("echo /proc/self/fd/*").redirectErrorStream(true));
            assertThat(text(process).split(" ")).hasSizeLessThanOrEqualTo(4); // the shell opens the directory itself
        }
    }

    @Test
    void aKilledOneEndsWithTheSignalsNumber() throws Exception {
        Process process = start(shell("sleep 1000 & wait"));
        assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
        assertThatThrownBy(process::exitValue).isInstanceOf(IllegalThreadStateException.class);
        List<ProcessHandle> below = process.descendants().toList();
        assertThat(below).hasSize(1);
        process.destroyForcibly(); // first, or it would see the end of what it waits for
        below.forEach(ProcessHandle::destroyForcibly);
        assertThat(process.onExit().get().waitFor()).isEqualTo(137);
    }

    @Test
    void itsHandleIsThereBeforeAndAfterItsEnd() throws Exception {
        Process process = start(shell("read line"));
        assertThat(process.toHandle().isAlive()).isTrue();
        assertThat(process.toHandle().pid()).isEqualTo(process.pid());
        process.getOutputStream().close();
        process.waitFor();
        assertThat(process.toHandle().isAlive()).isFalse();
        assertThat(process.toHandle().pid()).isEqualTo(process.pid());
    }

    @Test
    void aProgramThatIsNotThereIsAnIoException() {
        assertThatThrownBy(() -> start(new ProcessBuilder("/no/such/program")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ENOENT");
        ProcessBuilder nowhere =
                shell("true").directory(directory.resolve("absent").toFile());
        assertThatThrownBy(() -> start(nowhere)).isInstanceOf(IOException.class);
    }
}
