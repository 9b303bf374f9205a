// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicFileTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void theNewContentReplacesTheOldAndNothingElseIsLeft(Durability durability) throws IOException {
        Path file = directory.resolve("state.json");
        AtomicFile.write(file, "old and longer".getBytes(UTF_8), durability);
        AtomicFile.write(file, "new".getBytes(UTF_8), durability);
        assertThat(file).hasContent("new");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws IOException {
        Path file = directory.resolve("key.pem");
        AtomicFile.write(file, new byte[] {1}, Durability.PROCESS);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFailedWriteLeavesTheTargetAndNoTemporaryFile() throws IOException {
        Path target = Files.createDirectory(directory.resolve("taken"));
        Files.createFile(target.resolve("inside"));
        assertThatIOException().isThrownBy(() -> AtomicFile.write(target, new byte[] {1}, Durability.PROCESS));
        assertThat(target.resolve("inside")).exists();
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(target));
    }

    @Test
    void aMissingDirectoryIsAnError() {
        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(directory.resolve("none/file"), new byte[0], Durability.POWER));
    }
}
