// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountPointTest {
    @Test
    void aLineIsReadWithItsEscapes(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("mountinfo");
        Files.writeString(file, """
                36 35 98:0 /a\\040b /mnt/c\\134d rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue
                31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
                """);
        assertThat(MountPoint.read(file))
                .containsExactly(
                        new MountPoint(
                                "/a b",
                                Path.of("/mnt/c\\d"),
                                "ext3",
                                "/dev/root",
                                List.of("shared:1", "master:2"),
                                List.of("rw", "noatime", "errors=continue")),
                        new MountPoint(
                                "/",
                                Path.of("/sys/fs/cgroup"),
                                "tmpfs",
                                "tmpfs",
                                List.of(),
                                List.of("rw", "mode=755")));
    }

    @Test
    void thisMachineHasARoot() {
        assertThat(MountPoint.all()).anyMatch(mount -> mount.target().equals(Path.of("/")));
    }
}
