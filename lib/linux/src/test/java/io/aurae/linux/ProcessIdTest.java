// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdTest {
    @Test
    void thisProcessIsAlive() {
        ProcessId self = ProcessId.of(ProcessHandle.current().pid()).orElseThrow();
        assertThat(self.isAlive()).isTrue();
        assertThat(self.startTicks()).isPositive();
    }

    @Test
    void aNumberWithoutProcessHasNone() {
        assertThat(ProcessId.of(0)).isEmpty();
        assertThat(ProcessId.of(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotTheSame() {
        ProcessId self = ProcessId.of(ProcessHandle.current().pid()).orElseThrow();
        assertThat(new ProcessId(self.pid(), self.startTicks() + 1).isAlive()).isFalse();
    }

    @Test
    void aCommandNamedLikeStatFieldsDoesNotConfuse(@TempDir Path directory) throws Exception {
        Path program = Files.createSymbolicLink(directory.resolve("a) Z 1 (b"), Path.of("/bin/sleep"));
        Process process = new ProcessBuilder(program.toString(), "60").start();
        try {
            await().until(() -> Files.readString(Path.of("/proc/" + process.pid() + "/comm"))
                    .startsWith("a) Z"));
            assertThat(ProcessId.of(process.pid())).isPresent();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatEndedButWasNotWaitedForIsNotAlive() throws Exception {
        // The shell's child ends at once; the program that takes the shell's place never waits for it.
        Process parent = new ProcessBuilder("sh", "-c", "true & exec sleep 60").start();
        try {
            await().until(() -> parent.toHandle().children().count() == 1);
            long child = parent.toHandle().children().findFirst().orElseThrow().pid();
            await().until(() -> ProcessId.of(child).isEmpty());
            assertThat(Path.of("/proc/" + child)).exists();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }
}
