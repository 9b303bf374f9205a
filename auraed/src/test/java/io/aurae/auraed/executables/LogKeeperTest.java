// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.base.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogKeeperTest {
    @TempDir
    private Path bundle;

    @Test
    void aMonitorThatCouldNotBeReachedIsAskedAgainAndThenOnlyOnce() throws Exception {
        Path log = bundle.resolve("log");
        Files.writeString(bundle.resolve("log.1"), "moved away");
        LogKeeper keeper = new LogKeeper(log, bundle, new LogLimits(Bytes.parse("1k"), 2));
        for (int look = 0; look < 4; look++) {
            keeper.look(); // there is nobody to ask
        }
        Path control = bundle.resolve("ctl");
        assertThat(new ProcessBuilder("mkfifo", control.toString()).start().waitFor())
                .isZero();
        try (FileChannel monitor = FileChannel.open(control, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            keeper.look();
            keeper.look();
            assertThat(read(monitor)).isEqualTo("2 0 0\n");
        }
    }

    private static String read(FileChannel monitor) throws IOException {
        ByteBuffer asked = ByteBuffer.allocate(100);
        monitor.read(asked);
        return new String(asked.array(), 0, asked.position(), StandardCharsets.US_ASCII);
    }
}
