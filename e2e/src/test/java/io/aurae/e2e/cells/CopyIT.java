// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Command;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnNode
class CopyIT {
    private static final Instant TIME = Instant.ofEpochSecond(1_234_567_890, 123_456_789);

    private final Node node;

    @TempDir
    private Path here;

    CopyIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    void makeFiles() throws IOException {
        Path site = Files.createDirectories(here.resolve("site/deep"));
        Files.writeString(site.resolve("page"), "hello");
        Files.setAttribute(site.resolve("page"), "unix:mode", 0640);
        Files.setAttribute(site.resolve("page"), "unix:uid", 1234);
        Files.createSymbolicLink(site.resolve("link"), Path.of("page"));
        Files.setLastModifiedTime(site.resolve("page"), FileTime.from(TIME));
    }

    private void run(String... options) {
        node.aurae("run", "-d", "--name", "box")
                .with(options)
                .with("busybox", "--", "sleep", "600")
                .orFail();
    }

    private Command cp(String from, String to) {
        return node.aurae("cp", from, to);
    }

    @Test
    void filesAndDirectoriesGoInAndComeOutAsTheyWere() throws IOException {
        run();
        cp(here + "/site", "box:/tmp/").orFail();
        assertThat(node.aurae("exec", "box", "stat", "-c", "%a %u %g %Y", "/tmp/site/deep/page")
                        .orFail())
                .isEqualTo("640 1234 0 " + TIME.getEpochSecond());
        assertThat(node.aurae("exec", "box", "cat", "/tmp/site/deep/link").orFail())
                .isEqualTo("hello");

        cp(here + "/site/deep/page", "box:/tmp/renamed").orFail();
        cp("box:/tmp/renamed", here + "/back").orFail();
        cp("box:tmp/site/.", here + "/again").orFail();
        assertThat(here.resolve("back")).hasContent("hello");
        Path page = here.resolve("again/deep/page");
        assertThat(Files.getLastModifiedTime(page).toInstant()).isEqualTo(TIME);
        assertThat(Files.getAttribute(page, "unix:uid")).isEqualTo(1234);
        assertThat(Files.readSymbolicLink(here.resolve("again/deep/link"))).isEqualTo(Path.of("page"));
        assertThat(node.aurae("events", "box").orFail()).contains("copied", "into '/tmp/renamed'");
    }

    @Test
    void anArchiveGoesThroughTheStandardStreams() throws IOException {
        run();
        String tar = "tar -C " + here + " -c site | " + line("cp", "-", "box:/tmp") + " && "
                + line("cp", "box:/tmp/site", "-") + " | tar -tf -";
        assertThat(Command.of("sh", "-c", tar).orFail().lines()).contains("site/", "site/deep/", "site/deep/page");

        cp("-", "box:/tmp")
                .reading("no archive, but some text".repeat(50))
                .run()
                .assertFailed(1, "archive: ");
        cp("-", "box:/absent").run().assertFailed(1, "directory '/absent' not found");
    }

    private String line(String... words) {
        return String.join(" ", node.aurae(words).words());
    }

    @Test
    void aHostileCellLeadsNobodyOutOfItsRoot() throws IOException {
        Path target = Files.createDirectory(here.resolve("target"));
        run();
        node.aurae("exec", "box", "ln", "-s", target.toString(), "/tmp/out").orFail();
        node.aurae("exec", "box", "ln", "-s", "../../../../../../.." + target, "/tmp/up")
                .orFail();
        node.aurae("exec", "box", "ln", "-s", "/proc/1/root", "/tmp/proc").orFail();

        String page = here + "/site/deep/page";
        cp(page, "box:/tmp/out/x").run().assertFailed(1, "directory '/tmp/out' not found");
        cp(page, "box:/tmp/up/x").run().assertFailed(1, "directory '/tmp/up' not found");
        cp(page, "box:/tmp/proc/tmp/x").run().assertFailed(1, "too many links");
        cp("box:/tmp/out/../../../../../etc/hostname", here + "/x").run().assertFailed(1, "not found");
        assertThat(target).isEmptyDirectory();
        // In the cell itself the link leads to where its processes see it.
        node.aurae("exec", "box", "mkdir", "-p", target.toString()).orFail();
        cp(page, "box:/tmp/out/x").orFail();
        assertThat(node.aurae("exec", "box", "cat", target + "/x").orFail()).isEqualTo("hello");
        assertThat(target).isEmptyDirectory();
        cp("box:/tmp/out", here + "/link").orFail();
        assertThat(Files.isSymbolicLink(here.resolve("link"))).isTrue();
    }

    @Test
    void mountsAreSeenWhileItRunsAndTheRootAfterwards() throws IOException {
        Path volume = Files.createDirectory(here.resolve("volume"));
        run("--isolation", "cell", "-v", volume + ":/root", "--read-only");
        String page = here + "/site/deep/page";
        cp(page, "box:/root/x").orFail();
        assertThat(volume.resolve("x")).hasContent("hello");
        cp(page, "box:/etc/x").run().assertFailed(1, "'/etc/x' lies on a read-only file system");
        cp("box:/proc", here + "/x").run().assertFailed(1, "is shown by the kernel");
        assertThat(Files.exists(here.resolve("x"), LinkOption.NOFOLLOW_LINKS)).isFalse();

        node.aurae("rm", "--force", "box").orFail();
        run();
        cp(page, "box:/etc/x").orFail();
        node.aurae("stop", "--time", "0", "box").orFail();
        cp("box:/etc/x", here + "/x").orFail();
        assertThat(here.resolve("x")).hasContent("hello");
        cp("box:/absent", here + "/y").run().assertFailed(1, "path '/absent' not found");
        cp("nobody:/x", here + "/y").run().assertFailed(1, "cell 'nobody' not found");
        cp(here + "/x", here + "/y").run().assertFailed(2, "exactly one of SRC and DST must be NAME:PATH");
    }

    @Test
    void aCellOfANestedInstanceIsReachedByItsPath() throws IOException {
        node.aurae("instance", "spawn", "tenant").orFail();
        node.library().allocate("tenant/jobs");
        cp(here + "/site/deep/page", "tenant/jobs:" + here + "/nested").orFail();
        assertThat(here.resolve("nested")).hasContent("hello");
        node.library().free("tenant/jobs");
    }
}
