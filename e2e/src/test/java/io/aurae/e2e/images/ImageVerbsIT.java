// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Command;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnNode
class ImageVerbsIT {
    private static final String BUSYBOX = "docker.io/library/busybox:latest";

    private final Node node;

    @TempDir
    private Path directory;

    ImageVerbsIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    @AfterEach
    void removeAll() {
        String ids = node.aurae("images", "--output", "json").orFail();
        ids.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("\"id\":"))
                .map(line -> line.replaceAll(".*\"([^\"]+)\",?$", "$1"))
                .forEach(id -> node.aurae("rmi", id).orFail());
    }

    @Test
    void whatImagesTakeIsToldAsDuCountsIt() {
        node.aurae("pull", "busybox").orFail();
        node.aurae("pull", "nginx").orFail();

        assertThat(node.aurae("image", "usage").orFail())
                .containsPattern("docker.io/library/busybox:latest +[0-9.]+ ?.B +[0-9.]+ ?.B +[0-9]+ +no +no")
                .contains("docker.io/library/nginx:latest");
        String df = node.aurae("system", "df").orFail();
        assertThat(df).contains("layers, unpacked", "layers, as fetched", "free on the disk of images");
        String json = node.aurae("system", "df", "--output", "json").orFail();
        Path store = node.directory().resolve("lib/images");
        String du = Command.of("du", "-s", "--block-size=1", store.toString()).orFail();
        assertThat(json).contains(du.split("\t")[0]);
        assertThat(node.aurae("image", "inspect", "nginx").orFail()).containsPattern("port +80/tcp");
    }

    @Test
    void aPruneTakesWhatNothingUsesAndNobodyHasPinned() {
        node.aurae("pull", "busybox").orFail();
        node.aurae("pull", "nginx").orFail();
        node.aurae("image", "pin", "busybox").orFail();
        node.aurae("image", "pin", "busybox").orFail();

        assertThat(node.aurae("system", "prune", "--force").orFail()).contains("freed 0");
        assertThat(node.aurae("image", "prune", "--all").reading("n\n").run().stderr())
                .contains("nginx")
                .doesNotContain("busybox");
        assertThat(node.aurae("image", "prune", "--all", "--force").orFail())
                .contains("docker.io/library/nginx:latest", "freed ")
                .doesNotContain("busybox");
        assertThat(node.aurae("images").orFail()).contains("busybox").doesNotContain("nginx");
        node.aurae("image", "unpin", "busybox").orFail();
        assertThat(node.aurae("system", "prune", "--all", "--force").orFail()).contains(BUSYBOX);
        node.aurae("image", "pin", "busybox").run().assertFailed(1, "'busybox'", "expected");
    }

    @Test
    void skopeoReadsWhatIsExportedAndItsArchivesAreImported() {
        node.aurae("pull", "busybox").orFail();
        Path exported = directory.resolve("exported.tar");
        node.aurae("image", "export", "busybox", "--file", exported.toString()).orFail();
        node.aurae("rmi", "busybox").orFail();
        for (String form : new String[] {"oci-archive", "docker-archive"}) {
            String name = "example.com/box:" + form;
            Path theirs = directory.resolve(form);
            skopeo("copy", "oci-archive:" + exported, form + ":" + theirs + ":" + name);
            assertThat(node.aurae("image", "import", theirs.toString()).orFail())
                    .isEqualTo(name);
            assertThat(node.aurae("run", "--rm", "--pull", "never", name, "--", "echo", form)
                            .orFail())
                    .isEqualTo(form);
            node.aurae("rmi", name).orFail();
        }
    }

    private static void skopeo(String... words) {
        Command.of("skopeo", "--insecure-policy").with(words).orFail();
    }
}
