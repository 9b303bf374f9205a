// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnNode
class ArchivesIT {
    private final Node node;

    @TempDir
    private Path directory;

    ArchivesIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    void removeAll() {
        node.removeImages();
    }

    @Test
    void anExportedImageIsImportedAgainAndRuns() throws Exception {
        String digest = node.aurae("pull", "busybox").orFail();
        Path archive = directory.resolve("busybox.tar");
        node.aurae("image", "export", "busybox", "--file", archive.toString()).orFail();
        node.aurae("rmi", "busybox").orFail();

        assertThat(node.aurae("image", "import", archive.toString()).orFail())
                .isEqualTo("docker.io/library/busybox:latest");
        assertThat(node.aurae("image", "inspect", "busybox").orFail()).contains(digest);
        assertThat(node.aurae("run", "--rm", "--pull", "never", "busybox", "--", "echo", "imported")
                        .orFail())
                .isEqualTo("imported");
        Path again = directory.resolve("again.tar");
        node.aurae("image", "export", "busybox", "--file", again.toString()).orFail();
        assertThat(Files.mismatch(archive, again)).isEqualTo(-1);
    }

    @Test
    void aDirectoryIsImported() throws Exception {
        node.aurae("pull", "busybox").orFail();
        Path archive = directory.resolve("busybox.tar");
        node.aurae("image", "export", "busybox", "--file", archive.toString()).orFail();
        Path layout = Files.createDirectory(directory.resolve("layout"));
        int unpacked = new ProcessBuilder("tar", "-C", layout.toString(), "-xf", archive.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(unpacked).isZero();
        node.aurae("rmi", "busybox").orFail();

        node.aurae("image", "import", layout.toString(), "--name", "example.com/box:v2")
                .orFail();
        assertThat(node.aurae("images").orFail()).contains("example.com/box:v2");
    }

    @Test
    void whatIsNoArchiveIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("x.tar"), "no archive at all, but some text".repeat(100));
        node.aurae("image", "import", file.toString()).run().assertFailed(1, "archive of images");
        node.aurae("image", "export", "nobody").run().assertFailed(1, "'nobody'", "expected");
    }
}
