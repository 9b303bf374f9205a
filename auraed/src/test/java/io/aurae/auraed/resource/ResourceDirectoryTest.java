// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResourceDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void aDirectoryIsMadeForItsOwnerAlone() throws IOException {
        Path made = ResourceDirectory.create(directory.resolve("a/b"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        ResourceDirectory.create(made);
        assertThat(made).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> ResourceDirectory.create(file.resolve("a")))
                .isInstanceOf(ResourceException.class)
                .hasMessage("directory '" + file.resolve("a") + "' cannot be made");
    }

    @Test
    void directoriesAreListedInOrderAndFilesAreNot() {
        ResourceDirectory.create(directory.resolve("web.inner"));
        ResourceDirectory.create(directory.resolve("web"));
        ResourceDirectory.create(directory.resolve("web-0"));
        new StateFile<>(directory.resolve("file"), ResourceName.class).write(new ResourceName("x"));

        assertThat(ResourceDirectory.list(directory))
                .extracting(path -> path.getFileName().toString())
                .containsExactly("web", "web-0", "web.inner");
        assertThat(ResourceDirectory.list(directory.resolve("none"))).isEmpty();
    }

    @Test
    void removingTakesEverythingInItAndFollowsNoLink() throws IOException {
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Files.createFile(kept.resolve("file"));
        Path gone = Files.createDirectories(directory.resolve("gone/deep")).getParent();
        Files.createFile(gone.resolve("deep/file"));
        Files.createSymbolicLink(gone.resolve("link"), kept);
        Files.createSymbolicLink(gone.resolve("nowhere"), Path.of("/nonexistent"));

        ResourceDirectory.remove(gone);
        ResourceDirectory.remove(gone);

        assertThat(gone).doesNotExist();
        assertThat(kept.resolve("file")).exists();
    }
}
