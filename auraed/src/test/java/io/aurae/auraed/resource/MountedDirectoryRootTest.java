// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.linux.Linux;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RequiresRoot
final class MountedDirectoryRootTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @Test
    void whatIsMountedInADirectoryOutlivesItsRemoval() throws IOException {
        Path cell = Files.createDirectory(leaks.directory().resolve("cell"));
        Path root = Files.createDirectory(cell.resolve("root"));
        Linux linux = Linux.load();
        linux.mount("test", root, "tmpfs", Set.of(), "");
        leaks.atEnd("unmount " + root, () -> linux.unmount(root, Set.of()));
        Files.createFile(root.resolve("precious"));

        assertThatThrownBy(() -> ResourceDirectory.remove(cell))
                .isInstanceOf(ResourceException.class)
                .hasMessage("directory '" + cell + "' cannot be removed")
                .cause()
                .hasMessageContaining(root + ": a file system is mounted there");
        assertThat(root.resolve("precious")).exists();
    }
}
