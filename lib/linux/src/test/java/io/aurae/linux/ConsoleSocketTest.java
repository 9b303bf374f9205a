// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ConsoleSocketTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private static String readAll(Pty pty) {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[1000];
        for (int size = pty.read(buffer); size != -1; size = pty.read(buffer)) {
            text.append(new String(buffer, 0, size, UTF_8));
        }
        return text.toString();
    }

    @Test
    void aTerminalIsReceivedReadWrittenResizedAndEndsWithItsProcess() throws Exception {
        try (ConsoleSocket socket = Linux.load().listenConsole(directory.resolve("console"))) {
            Process sender = TerminalSender.send(directory.resolve("console"), "read line; echo got $line; stty size");
            try (Pty pty = socket.receive(PATIENCE)) {
                pty.resize(91, 37);
                pty.write("hello\n".getBytes(UTF_8));
                assertThat(readAll(pty)).contains("got hello").contains("37 91");
            }
            assertThat(sender.waitFor()).isZero();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void closingTheTerminalEndsAWaitingReadAndHangsUp() throws Exception {
        try (ConsoleSocket socket = Linux.load().listenConsole(directory.resolve("console"))) {
            Process sender = TerminalSender.send(directory.resolve("console"), "echo ready; exec sleep 60");
            Pty pty = socket.receive(PATIENCE);
            assertThat(pty.read(new byte[100])).isPositive();
            try (var threads = Executors.newSingleThreadExecutor()) {
                Future<Integer> read = threads.submit(() -> pty.read(new byte[10]));
                pty.close();
                assertThat(read.get()).isEqualTo(-1);
            }
            assertThat(sender.waitFor()).isEqualTo(128 + Signal.HUP.number());
        }
    }

    @Test
    void nobodyComingIsATimeout() {
        try (ConsoleSocket socket = Linux.load().listenConsole(directory.resolve("console"))) {
            assertThatThrownBy(() -> socket.receive(Duration.ofMillis(20))).hasMessageContaining("ETIMEDOUT");
        }
    }

    @Test
    void aCallerWithoutTerminalIsRefused() throws Exception {
        Path path = directory.resolve("console");
        try (ConsoleSocket socket = Linux.load().listenConsole(path);
                SocketChannel caller = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            caller.write(UTF_8.encode("x"));
            assertThatThrownBy(() -> socket.receive(PATIENCE)).hasMessageContaining("ECONNRESET");
        }
    }

    @Test
    void aTakenPathIsRefusedAndLeftAlone() throws Exception {
        Path path = Files.createFile(directory.resolve("console"));
        assertThatThrownBy(() -> Linux.load().listenConsole(path)).hasMessage("bind('" + path + "'): EADDRINUSE");
        assertThat(path).isRegularFile();
    }

    @Test
    void theSocketBelongsToItsOwnerAlone() throws Exception {
        Path path = directory.resolve("console");
        try (ConsoleSocket socket = Linux.load().listenConsole(path)) {
            assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
            assertThat(socket).isNotNull();
        }
    }
}
