// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnLogFileTest {
    @TempDir
    Path directory;

    @Test
    void whatIsTooLongIsPutAside() throws IOException {
        Path file = Files.writeString(directory.resolve("log"), "old and long\n");
        OwnLogFile log = new OwnLogFile(file, 10);
        log.written();
        assertThat(file).isEmptyFile();
        assertThat(directory.resolve("log.1")).hasContent("old and long\n");
        Files.writeString(file, "new\n", StandardOpenOption.APPEND);
        for (int line = 0; line < 1000; line++) {
            log.written();
        }
        assertThat(file).hasContent("new\n");
    }
}
