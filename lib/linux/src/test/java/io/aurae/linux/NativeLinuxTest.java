// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeLinuxTest {
    private final Linux linux = Linux.load();

    @TempDir
    Path directory;

    private Instant modified(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    @Test
    void theTimesOfALinkChangeAndNotThoseOfItsTarget() throws IOException {
        Path target = Files.createFile(directory.resolve("target"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        Instant before = modified(target);
        linux.setTimesNoFollow(link, 1_000_000_000, 123_456_789);
        assertThat(modified(link)).isEqualTo(Instant.ofEpochSecond(1_000_000_000, 123_456_789));
        assertThat(modified(target)).isEqualTo(before);
    }

    @Test
    @Timeout(10)
    void theTimesOfAPipeChangeWithoutWaitingForAWriter() throws IOException {
        Path pipe = directory.resolve("pipe");
        linux.mknod(pipe, 0010600, 0);
        linux.setTimesNoFollow(pipe, -1, 0);
        assertThat(modified(pipe)).isEqualTo(Instant.ofEpochSecond(-1));
    }

    @Test
    void aKilledProcessEndsByTheSignal() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        linux.killProcess(ProcessId.of(process.pid()).orElseThrow(), Signal.TERM);
        assertThat(process.waitFor()).isEqualTo(128 + Signal.TERM.number());
    }

    @Test
    void anotherProcessWithTheSameNumberIsSpared() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        ProcessId other = new ProcessId(process.pid(), 1);
        assertThat(linux.killProcess(other, Signal.KILL)).isFalse();
        assertThat(process.isAlive()).isTrue();
        assertThat(process.destroyForcibly().waitFor()).isEqualTo(128 + Signal.KILL.number());
    }

    @Test
    void anAttributeIsSetByteForByteAndReplaced() throws IOException {
        // Where the build writes; not every kernel keeps attributes of users in a tmpfs, which /tmp may be.
        Path file = Files.createTempFile(Path.of("target"), "attributes", "");
        try {
            linux.lsetxattr(file, "user.a", new byte[] {9});
            linux.lsetxattr(file, "user.a", new byte[] {1, 0, -1});
            ByteBuffer value = ByteBuffer.allocate(10);
            Files.getFileAttributeView(file, UserDefinedFileAttributeView.class).read("a", value);
            assertThat(value.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 0, -1}));
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 259", "259, 300, 1114924", "8000, 70000, 17592473305200"})
    void numbersOfDevicesAreThoseOfTheKernel(long major, long minor, long number) {
        assertThat(Linux.device(major, minor)).isEqualTo(number);
    }
}
