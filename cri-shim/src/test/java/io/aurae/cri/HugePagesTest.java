// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HugePagesTest {
    @TempDir
    Path directory;

    private HugePages pages;

    @BeforeEach
    void setUp() throws IOException {
        pages = new HugePages(directory.resolve("hugepages"), directory.resolve("cgroups"));
        Files.createDirectories(pages.pages().resolve("hugepages-2048kB"));
        Files.createDirectories(pages.pages().resolve("hugepages-64kB"));
        Files.writeString(pages.controllers(), "#subsys_name\thierarchy\tnum_cgroups\tenabled\nhugetlb\t10\t26\t1\n");
    }

    @Test
    void sizesOfTheMachineCanBeLimited() {
        assertThat(pages.canBeLimited("2MB")).isTrue();
        assertThat(pages.canBeLimited("64KB")).isTrue();
        assertThat(pages.canBeLimited("1GB")).isFalse();
        assertThat(pages.canBeLimited("../2MB")).isFalse();
    }

    @Test
    void nothingCanBeLimitedWithoutTheController() throws IOException {
        Files.writeString(pages.controllers(), "hugetlb\t0\t1\t0\npids\t8\t26\t1\n");
        assertThat(pages.canBeLimited("2MB")).isFalse();

        Files.delete(pages.controllers());
        assertThat(pages.canBeLimited("2MB")).isFalse();
    }
}
