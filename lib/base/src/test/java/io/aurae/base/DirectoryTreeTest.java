// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DirectoryTreeTest {
    private static final String DEEP = """
        my ($top, $name, $depth) = @ARGV; chdir $top or die;
        for (1..$depth) { mkdir $name or die; open(my $f, ">", "file"); mkdir "beside"; chdir $name or die; }
        """;

    @TempDir
    Path directory;

    private Path deep(String name, int depth) throws Exception {
        Path top = Files.createDirectory(directory.resolve("top"));
        Process perl = new ProcessBuilder("perl", "-e", DEEP, top.toString(), name, Integer.toString(depth))
                .inheritIO()
                .start();
        assertThat(perl.waitFor()).isZero();
        return top;
    }

    @Test
    void aTreeDeeperThanAnyPathIsRemoved() throws Exception {
        Path top = deep("d", 5_000);
        DirectoryTree.remove(top);
        assertThat(top).doesNotExist();
        DirectoryTree.remove(top);
    }

    @Test
    void aTreeOfLongNamesIsRemoved() throws Exception {
        Path top = deep("n".repeat(255), 100);
        DirectoryTree.remove(top);
        assertThat(top).doesNotExist();
    }

    @Test
    void whatALinkLeadsToStays() throws IOException {
        Path kept = Files.createDirectories(directory.resolve("kept/inside"));
        Path top = Files.createDirectories(directory.resolve("top/a"));
        Files.createSymbolicLink(top.resolve("link"), kept.getParent());
        Files.createSymbolicLink(directory.resolve("to-kept"), kept.getParent());
        DirectoryTree.remove(top.getParent());
        DirectoryTree.remove(directory.resolve("to-kept"));
        assertThat(directory.toFile().list()).containsExactly("kept");
        assertThat(kept).isDirectory();
    }
}
