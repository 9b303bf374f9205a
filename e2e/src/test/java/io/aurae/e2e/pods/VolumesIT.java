// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@OnNode
class VolumesIT {
    private final Node node;

    VolumesIT(Node node) {
        this.node = node;
    }

    @Test
    void aNamedVolumeOutlivesPodsAndTheDaemonAndIsNotRemovedWhileUsed() {
        node.aurae("volume", "create", "--mode", "0777", "state").orFail();
        node.aurae(
                        "run",
                        "--rm",
                        "-v",
                        "state:/state",
                        "-u",
                        "1234",
                        "busybox",
                        "--",
                        "sh",
                        "-c",
                        "echo kept > /state/a")
                .orFail();
        node.aurae("run", "-d", "--name", "box", "-v", "state:/state:ro", "busybox", "--", "sleep", "600")
                .orFail();
        node.killDaemon();

        assertThat(node.aurae("exec", "box", "cat", "/state/a").orFail()).isEqualTo("kept");
        node.aurae("exec", "box", "touch", "/state/b").run().assertFailed(1, "Read-only file system");
        node.aurae("volume", "rm", "state").run().assertFailed(1, "volume 'state' is used by a cell");
        node.aurae("rm", "--force", "box").orFail();
        assertThat(node.aurae("volume", "list").orFail()).contains("state");
        node.aurae("volume", "rm", "state", "state").orFail();
        node.aurae("run", "-v", "state:/state", "busybox").run().assertFailed(125, "volume 'state' not found");
        assertThat(node.aurae("volume", "list").orFail().lines()).hasSize(1);
    }

    @Test
    void aPruneTakesWhatHasEndedAndVolumesThatNothingUses() {
        node.aurae("volume", "create", "kept").orFail();
        node.aurae("volume", "create", "unused").orFail();
        node.aurae("run", "-d", "--name", "box", "-v", "kept:/state", "busybox", "--", "sleep", "600")
                .orFail();
        node.aurae("run", "--name", "over", "-v", "unused:/state", "busybox", "--", "true")
                .orFail();
        node.aurae("run", "--name", "done", "--isolation", "cell", "busybox", "--", "true")
                .orFail();

        assertThat(node.aurae("volume", "inspect", "kept").orFail()).contains("usedBy:", "box/busybox");
        assertThat(node.aurae("system", "prune", "--dry-run", "--volumes").orFail())
                .contains("pod over", "cell done")
                .doesNotContain("box", "kept", "image");
        assertThat(node.aurae("system", "prune", "--force").orFail()).contains("pod over", "cell done");
        assertThat(node.aurae("system", "prune", "--force", "--volumes").orFail())
                .contains("volume unused")
                .doesNotContain("kept");
        assertThat(node.aurae("ps", "-a").orFail()).contains("box").doesNotContain("over", "done");
        node.aurae("rm", "--force", "box").orFail();
        node.aurae("volume", "rm", "kept").orFail();
        node.aurae("volume", "inspect", "kept").run().assertFailed(1, "no volume 'kept'");
    }

    @Test
    void anotherImagesFilesAreSeenAndNotWrittenAndTheImageStays() {
        node.aurae("pull", "nginx").orFail();
        node.aurae("run", "-d", "--name", "box", "--mount", "type=image,source=nginx,target=/img")
                .with(
                        "--mount",
                        "type=image,source=nginx,target=/etc-of-it,subpath=etc",
                        "busybox",
                        "--",
                        "sleep",
                        "600")
                .orFail();

        assertThat(node.aurae("exec", "box", "ls", "/img", "/etc-of-it").orFail())
                .contains("etc", "nginx");
        node.aurae("exec", "box", "touch", "/img/x").run().assertFailed(1, "Read-only file system");
        node.aurae("rmi", "nginx").run().assertFailed(1, "in use");
        node.aurae("run", "--mount", "type=image,source=nginx,target=/img,subpath=absent", "busybox")
                .run()
                .assertFailed(125, "'nginx' has no 'absent'");
        node.aurae("run", "--mount", "type=image,source=absent,target=/img", "busybox")
                .run()
                .assertFailed(125, "image 'absent' not found");
    }

    @Test
    void aPathOfTheHostIsMadeOnlyWhenThatIsAskedFor() throws IOException {
        Path absent = node.directory().resolve("absent");
        node.aurae("run", "-v", absent + ":/data", "busybox").run().assertFailed(125, "mount source '" + absent + "'");
        assertThat(absent).doesNotExist();

        node.aurae("run", "--rm", "--mount", "type=bind,source=" + absent + ",target=/data,create")
                .with(
                        "--tmpfs",
                        "/scratch:size=1m,mode=0700",
                        "busybox",
                        "--",
                        "sh",
                        "-c",
                        "touch /data/made; df /scratch")
                .orFail();
        assertThat(absent.resolve("made")).exists();
        Files.delete(absent.resolve("made"));
        Files.delete(absent);
    }
}
