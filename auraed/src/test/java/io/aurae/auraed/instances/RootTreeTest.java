// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootTreeTest {
    private static final Path SHELL = Path.of("/bin/sh");

    @TempDir
    Path directory;

    private Path root;
    private Path outside;
    private Path distribution;

    @BeforeEach
    void directories() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("passwd"), "untouched");
        Files.createDirectories(outside.resolve("aurae"));
        distribution = Files.createDirectory(directory.resolve("distribution"));
        Files.writeString(distribution.resolve("program"), "new");
    }

    @Test
    void linksThatATenantLeftAreReplacedAndNotFollowed() throws IOException {
        for (String link : List.of("etc", "bin", "lib", "lib64", "opt", "var")) {
            Files.createSymbolicLink(root.resolve(link), outside);
        }
        fill();
        assertThat(root.resolve("etc")).isDirectory();
        assertThat(Files.isSymbolicLink(root.resolve("etc"))).isFalse();
        assertThat(root.resolve("etc/passwd")).content().startsWith("root:");
        assertThat(root.resolve("bin/sh")).isRegularFile();
        assertThat(root.resolve("opt/aurae/program")).hasContent("new");
        nothingOutsideIsTouched();
    }

    @Test
    void filesThatBecameLinksAreReplacedAndTheOthersKept() throws IOException {
        fill();
        Files.writeString(root.resolve("root/kept"), "kept");
        for (String file : List.of("etc/passwd", "bin/sh", "opt/aurae/program")) {
            Files.delete(root.resolve(file));
            Files.createSymbolicLink(root.resolve(file), outside.resolve("passwd"));
        }
        Files.createDirectories(root.resolve("etc/hosts.d"));
        fill();
        for (String file : List.of("etc/passwd", "bin/sh", "opt/aurae/program")) {
            assertThat(Files.isRegularFile(root.resolve(file), LinkOption.NOFOLLOW_LINKS))
                    .as(file)
                    .isTrue();
        }
        assertThat(root.resolve("root/kept")).hasContent("kept");
        nothingOutsideIsTouched();
    }

    @Test
    void whereKeysLieOnlyPlainFilesStay() throws IOException {
        Path pki = Files.createDirectories(root.resolve("etc/aurae/pki"));
        Files.writeString(pki.resolve("ca.crt"), "kept");
        Files.createSymbolicLink(pki.resolve("ca.key"), outside.resolve("passwd"));
        assertThat(new RootTree(root).onlyPlainIn(Path.of("/etc/aurae/pki"))).isEqualTo(pki);
        assertThat(pki.toFile().list()).containsExactly("ca.crt");
        nothingOutsideIsTouched();
    }

    private void fill() {
        RootTree tree = new RootTree(root);
        tree.fill(List.of(SHELL), distribution);
        tree.copyAll(distribution, Path.of("/opt/aurae"));
    }

    private void nothingOutsideIsTouched() {
        assertThat(outside.toFile().list()).containsExactlyInAnyOrder("passwd", "aurae");
        assertThat(outside.resolve("aurae").toFile().list()).isEmpty();
        assertThat(outside.resolve("passwd")).hasContent("untouched");
    }
}
