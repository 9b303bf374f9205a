// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncFileSystemTest {
    @TempDir
    Path directory;

    @Test
    void aDirectorysFileSystemIsBroughtToTheDisk() {
        assertThatCode(() -> Linux.load().syncFileSystem(directory)).doesNotThrowAnyException();
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path missing = directory.resolve("missing");
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Linux.load().syncFileSystem(missing))
                .withMessageContaining(missing.toString())
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }
}
