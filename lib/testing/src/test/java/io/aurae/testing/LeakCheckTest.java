// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeakCheckTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @Test
    void aCleanTestHasNoLeaks() {
        assertThat(leaks.leaks()).isEmpty();
    }

    @Test
    void aProcessThatCarriesTheNameIsALeakUntilItEnds() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "read line # " + leaks.name()).start();
        try {
            assertThat(leaks.leaks()).singleElement().asString().contains("process " + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aFileThatCarriesTheNameIsALeakUntilItIsRemoved() throws IOException {
        Path file = Files.createFile(Path.of("/dev/shm", leaks.name()));
        try {
            assertThat(leaks.leaks()).containsExactly("file " + file);
        } finally {
            Files.delete(file);
        }
    }
}
