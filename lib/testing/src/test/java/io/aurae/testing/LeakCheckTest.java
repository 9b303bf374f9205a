// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeakCheckTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private void assertLeakWhileRunning(Consumer<ProcessBuilder> setting) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sleep", "60");
        setting.accept(builder);
        Process process = builder.start();
        try {
            assertThat(leaks.leaks()).singleElement().asString().contains("process " + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(leaks.leaks()).isEmpty();
    }

    @Test
    void aCleanTestHasNoLeaks() {
        assertThat(leaks.leaks()).isEmpty();
    }

    @Test
    void aProcessThatCarriesTheNameIsALeakUntilItEnds() throws Exception {
        assertLeakWhileRunning(process -> process.command("sh", "-c", "read line # " + leaks.name()));
        assertLeakWhileRunning(process -> process.environment().put("HOME", "/x/" + leaks.name()));
        assertLeakWhileRunning(process -> process.directory(leaks.directory().toFile()));
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

    @Test
    void aSocketThatIsStillBoundIsALeakEvenInTheOwnDirectory() throws IOException {
        Path path = leaks.directory().resolve("socket");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(path));
            assertThat(leaks.leaks()).containsExactly("socket " + path);
        }
    }

    @Test
    void theEndUndoesNewestFirstRemovesTheDirectoryAndFailsForALeak() throws Exception {
        LeakCheck inner = new LeakCheck(Duration.ofMillis(100));
        List<String> undone = new ArrayList<>();
        inner.begin();
        Path directory = inner.directory();
        Files.createFile(directory.resolve("file"));
        inner.atEnd("first", () -> undone.add("first"));
        inner.atEnd("second", () -> undone.add("second"));
        inner.end();
        assertThat(undone).containsExactly("second", "first");
        assertThat(directory).doesNotExist();

        inner.begin();
        Path leak = Files.createFile(Path.of("/dev/shm", inner.name()));
        assertThatThrownBy(inner::end).hasStackTraceContaining("file " + leak);
        Files.delete(leak);
    }
}
