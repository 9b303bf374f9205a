// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Command;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Registry;
import io.aurae.proto.images.v0.ImageServicePullRequest;
import io.aurae.proto.images.v0.ImageServicePullResponse;
import io.aurae.proto.images.v0.PullProgress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnNode
class ImagesIT {
    private final Node node;
    private final Registry registry;

    ImagesIT(Node node, Registry registry) {
        this.node = node;
        this.registry = registry;
    }

    @BeforeEach
    void removeAll() {
        node.removeImages();
    }

    @Test
    void anImageIsPulledByTagFromTheMirrorAndListedByItsFullName() {
        String digest = node.aurae("pull", "nginx").orFail();

        assertThat(digest).startsWith("docker.io/library/nginx@sha256:");
        assertThat(node.aurae("images").orFail())
                .containsPattern("docker.io/library/nginx:latest +[0-9a-f]{12} +[0-9.]+MB");
        assertThat(node.aurae("pull", "nginx").orFail()).isEqualTo(digest);
    }

    @Test
    void anImageOfSeveralPlatformsIsPulledForThisOne() {
        String index = registry.digest("library/nginx", "latest");

        assertThat(registry.manifest("library/nginx", "latest")).contains("image.index", "arm64", "amd64");
        assertThat(node.aurae("pull", "nginx").orFail()).isEqualTo("docker.io/library/nginx@" + index);
        assertThat(node.aurae("run", "--rm", "nginx", "--", "nginx", "-v").run().exitCode())
                .isZero();
    }

    @Test
    void anImageIsPulledByDigestAndRunsByIt() {
        String name = "busybox@" + registry.digest("library/busybox", "latest");

        node.aurae("pull", name).orFail();

        assertThat(node.aurae("images", "--output", "json").orFail())
                .contains("docker.io/library/" + name)
                .doesNotContain("busybox:latest");
        assertThat(node.aurae("run", "--rm", name, "--", "echo", "by digest").orFail())
                .isEqualTo("by digest");
    }

    @Test
    void aPullTellsHowFarItIsAndEndsWithTheImage() {
        List<ImageServicePullResponse> events = new ArrayList<>();
        node.client()
                .images()
                .pull(ImageServicePullRequest.newBuilder().setReference("nginx").build())
                .forEachRemaining(events::add);

        assertThat(events.getLast().getImage().getTagsList()).containsExactly("docker.io/library/nginx:latest");
        List<PullProgress> steps = events.stream()
                .filter(ImageServicePullResponse::hasProgress)
                .map(ImageServicePullResponse::getProgress)
                .toList();
        assertThat(steps.getFirst().getPhase()).isEqualTo(PullProgress.Phase.PHASE_RESOLVING);
        assertThat(steps)
                .extracting(PullProgress::getPhase)
                .contains(PullProgress.Phase.PHASE_DOWNLOADING, PullProgress.Phase.PHASE_DONE);
        assertThat(steps)
                .filteredOn(step -> step.getPhase() == PullProgress.Phase.PHASE_DONE)
                .allMatch(step -> !step.getDigest().isEmpty());
    }

    @Test
    void aPullInATerminalShowsABar() {
        Command.Result result = node.aurae("pull", "nginx").inTerminal().run();

        assertThat(result.exitCode()).as(result.stdout()).isZero();
        assertThat(result.stdout()).contains("100%", "docker.io/library/nginx@sha256:");
    }

    @Test
    void anImageInUseStaysUntilItsPodIsGone() {
        node.aurae("run", "--detach", "--name", "box", "busybox", "--", "sleep", "600")
                .orFail();

        node.aurae("rmi", "busybox").run().assertFailed(1, "busybox", "in use", "expected");
        assertThat(node.aurae("images").orFail()).contains("busybox");

        node.aurae("rm", "--force", "box").orFail();
        node.aurae("rmi", "busybox").orFail();
        assertThat(node.aurae("images").orFail()).doesNotContain("busybox");
        node.aurae("rmi", "busybox").run().assertFailed(1, "'busybox'");
        node.aurae("rmi", "--force", "busybox").orFail();
    }
}
