// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@RequiresRoot
class NativeLinuxRootTest extends LinuxContract {
    private static final int CHARACTER_DEVICE = 0020000;

    NativeLinuxRootTest() {
        super(Linux.load());
    }

    @Test
    void aDeviceIsMadeWithItsNumber() throws IOException {
        Path node = leaks.directory().resolve("null");
        Linux.load().mknod(node, CHARACTER_DEVICE | 0600, Linux.device(1, 3));
        assertThat(Files.getAttribute(node, "unix:rdev"))
                .isEqualTo(Files.getAttribute(Path.of("/dev/null"), "unix:rdev"));
    }

    @Test
    void theOwnerOfALinkChangesAndNotThatOfItsTarget() throws IOException {
        Path target = Files.createFile(leaks.directory().resolve("target-file"));
        Path link = Files.createSymbolicLink(leaks.directory().resolve("link"), target);
        Linux.load().lchown(link, 4_000_000_000L, 7);
        assertThat(Files.getAttribute(link, "unix:gid", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(7);
        assertThat(Files.getAttribute(link, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo((int) 4_000_000_000L);
        assertThat(Files.getAttribute(target, "unix:gid")).isEqualTo(0);
    }
}
