// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How files of the kernel are read once the C library is there. */
final class MountedFilesTest {
    @TempDir
    Path directory;

    private final KernelFiles files = KernelFiles.load();

    @BeforeEach
    void loadTheLibrary() {
        assertThat(LibC.functions()).isNotNull();
        assertThat(LibC.isLoaded()).isTrue();
    }

    @Test
    void aFileOfTheKernelIsReadWholeWithoutTheSpaceAroundIt() throws IOException {
        assertThat(files.read(Path.of("/proc/sys/kernel/ostype"))).isEqualTo("Linux");
    }

    @Test
    void aFileThatIsLongerThanUsualIsReadToItsEnd() throws IOException {
        String text = "a line of ünusual text\n".repeat(1500);
        Path file = Files.writeString(directory.resolve("long"), text);

        assertThat(files.read(file)).isEqualTo(text.strip());
        assertThat(files.read(Files.writeString(directory.resolve("page"), "x".repeat(4096))))
                .hasSize(4096);
        assertThat(files.read(Files.createFile(directory.resolve("empty")))).isEmpty();
    }

    @Test
    void whatCannotBeReadIsToldAsWithoutTheLibrary() {
        assertThatThrownBy(() -> files.read(directory.resolve("nope"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Is a directory");
        assertThatThrownBy(() -> files.read(directory.resolve("nope/nope"))).isInstanceOf(FileSystemException.class);
    }
}
